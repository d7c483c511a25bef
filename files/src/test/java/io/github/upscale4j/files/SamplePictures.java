package io.github.upscale4j.files;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures to read and write. */
final class SamplePictures {
    static final int WIDTH = 24;
    static final int HEIGHT = 16;

    private SamplePictures() {}

    /** A file of the test resources, copied into {@code folder}. */
    static Path resource(String name, Path folder) throws IOException {
        try (InputStream in = SamplePictures.class.getResourceAsStream(name)) {
            Path file = folder.resolve(name);
            Files.copy(in, file);
            return file;
        }
    }

    /** The scene of the resources (make.py): R, G, B from 0 to 255. */
    static int scene(int x, int y, int channel) {
        return switch (channel) {
            case 0 -> 20 + 8 * x;
            case 1 -> 40 + 12 * y;
            default -> 255 - 5 * x - 4 * y;
        };
    }

    static int sceneGray(int x) {
        return 10 * x;
    }

    static int sceneAlpha(int x) {
        return 11 * x;
    }

    /** The scene as an image of 8 bits. */
    static BufferedImage scene() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int c = 0; c < 3; c++) {
                    image.getRaster().setSample(x, y, c, scene(x, y, c));
                }
            }
        }
        return image;
    }

    /** An empty picture of any kind that files hold. */
    static BufferedImage empty(int channels, boolean alpha, int bits, int width, int height) {
        ColorModel model = new ComponentColorModel(
                ColorSpace.getInstance(channels == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
                alpha,
                false,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT);
        return new BufferedImage(model, model.createCompatibleWritableRaster(width, height), false, null);
    }

    /** Half noise, half slope: neither compresses away, and all filters find work. */
    static BufferedImage random(Random random, int channels, boolean alpha, int bits, int width, int height) {
        BufferedImage image = empty(channels, alpha, bits, width, height);
        WritableRaster raster = image.getRaster();
        int max = (1 << bits) - 1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int band = 0; band < raster.getNumBands(); band++) {
                    int value = x < width / 2 ? random.nextInt(max + 1) : (x * 3 + y * 5 + band * 40) * max / 997;
                    raster.setSample(x, y, band, Math.min(max, value));
                }
            }
        }
        return image;
    }

    static Path write(BufferedImage image, String format, Path file) throws IOException {
        if (!ImageIO.write(image, format, file.toFile())) {
            throw new IOException("no writer for " + format);
        }
        return file;
    }

    static byte[] rgbProfile() {
        return ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    }

    static byte[] grayProfile() {
        return ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    }
}
