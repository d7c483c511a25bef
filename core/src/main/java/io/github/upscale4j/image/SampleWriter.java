package io.github.upscale4j.image;

import java.awt.image.BufferedImage;
import java.util.BitSet;

/** Writes {@link ImageKind#SAMPLES}. */
final class SampleWriter extends PixelWriter {
    private final Samples samples;
    private final ColourCode code;
    private final boolean premultiplied;
    private final float[] display;
    private final float[] own;
    private final BitSet colourWritten = new BitSet();
    private final BitSet alphaWritten = new BitSet();

    SampleWriter(BufferedImage image) {
        super(image, ColourCode.of(image.getColorModel().getColorSpace()).channels);
        samples = new Samples(image);
        code = ColourCode.of(image.getColorModel().getColorSpace());
        premultiplied = alpha && image.isAlphaPremultiplied();
        display = new float[image.getWidth() * colours];
        own = new float[image.getWidth() * code.components];
    }

    @Override
    void putColour(int y, float[] src, int offset, int channels) {
        int width = image().getWidth();
        for (int x = 0, i = 0; x < width; x++) {
            for (int c = 0; c < colours; c++, i++) {
                float value = value(src, offset, channels, x, c);
                display[i] = value > 0 ? Math.min(1, value) : 0;
            }
        }
        code.fromDisplay(display, width, own);
        double[] row = samples.load(0, y, width);
        for (int x = 0; x < width; x++) {
            for (int c = 0; c < code.components; c++) {
                row[x * samples.bands + c] = samples.rounded(own[x * code.components + c], c);
            }
        }
        if (premultiplied && alphaWritten.get(y)) {
            multiply(row);
        }
        samples.store(y, row);
        colourWritten.set(y);
    }

    @Override
    void putAlpha(int y, float[] src, int offset) {
        double[] row = samples.load(0, y, image().getWidth());
        for (int x = 0; x < image().getWidth(); x++) {
            row[x * samples.bands + code.components] = samples.rounded(src[offset + x], code.components);
        }
        if (premultiplied && colourWritten.get(y)) {
            multiply(row);
        }
        samples.store(y, row);
        alphaWritten.set(y);
    }

    /** From colour rounded to full depth, so that the order of calls does not matter. */
    private void multiply(double[] row) {
        for (int x = 0; x < image().getWidth(); x++) {
            int at = x * samples.bands;
            for (int c = 0; c < code.components; c++) {
                row[at + c] = samples.rounded(row[at + c] * row[at + code.components], c);
            }
        }
    }
}
