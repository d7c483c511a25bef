package io.github.upscale4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.util.Arrays;

/** {@link ImageKind#SAMPLES}: slower than the others, and any. */
final class SampleReader extends PixelReader {
    private final Samples samples;
    private final ColourCode code;
    private final boolean premultiplied;
    private float[] own = {};

    SampleReader(BufferedImage image) {
        super(
                image.getWidth(),
                image.getHeight(),
                ColourCode.of(image.getColorModel().getColorSpace()).channels,
                image.getColorModel().hasAlpha(),
                depth(image.getColorModel()));
        ColorModel model = image.getColorModel();
        samples = new Samples(image);
        code = ColourCode.of(model.getColorSpace());
        premultiplied = model.hasAlpha() && model.isAlphaPremultiplied();
    }

    private static int depth(ColorModel model) {
        if (model.getTransferType() == DataBuffer.TYPE_FLOAT || model.getTransferType() == DataBuffer.TYPE_DOUBLE) {
            return 32;
        }
        int most = Arrays.stream(model.getComponentSize()).max().orElseThrow();
        return most <= 8 ? 8 : most <= 16 ? 16 : 32;
    }

    @Override
    void colour(int x, int y, int count, float[] dst, int offset) {
        double[] row = samples.load(x, y, count);
        int colours = code.components;
        if (own.length != count * colours) {
            own = new float[count * colours];
        }
        for (int i = 0; i < count; i++) {
            int from = i * samples.bands;
            double whole = premultiplied ? row[from + colours] : 1;
            for (int c = 0; c < colours; c++) {
                own[i * colours + c] = whole == 0 ? 0 : (float) Math.min(1, row[from + c] / whole);
            }
        }
        code.toDisplay(own, count, dst, offset);
    }

    @Override
    void alpha(int x, int y, int count, float[] dst, int offset) {
        if (!hasAlpha()) {
            Arrays.fill(dst, offset, offset + count, 1);
            return;
        }
        double[] row = samples.load(x, y, count);
        for (int i = 0; i < count; i++) {
            dst[offset + i] = (float) row[i * samples.bands + code.components];
        }
    }
}
