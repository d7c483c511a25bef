package io.github.upscale4j.testing;

import io.github.upscale4j.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files of {@code goldens/resample}; its {@code index.json} says which function of which program made each. */
public final class ResampleGoldens {
    private ResampleGoldens() {}

    public static Npy npy(String file) {
        try (InputStream in = ResampleGoldens.class.getResourceAsStream("/goldens/resample/" + file)) {
            return Npy.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A float32 array, 1 x C x H x W or C x H x W or H x W. */
    public static Tensor tensor(String file) {
        Npy npy = npy(file);
        int[] shape = npy.shape();
        int n = shape.length;
        return Tensor.of(npy.floats(), n > 2 ? shape[n - 3] : 1, shape[n - 2], shape[n - 1]);
    }

    /** A uint8 array, height x width x 3, as RGB. */
    public static BufferedImage image(String file) {
        Npy npy = npy(file);
        int[] shape = npy.shape();
        BufferedImage image = new BufferedImage(shape[1], shape[0], BufferedImage.TYPE_3BYTE_BGR);
        image.getRaster().setPixels(0, 0, shape[1], shape[0], npy.ints());
        return image;
    }
}
