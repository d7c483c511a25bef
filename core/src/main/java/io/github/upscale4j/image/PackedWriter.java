package io.github.upscale4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;

/** Writes {@link ImageKind#PACKED} with 8 bits a channel in an int. */
final class PackedWriter extends LevelWriter {
    private final int red;
    private final int green;
    private final int blue;
    private final int alphaMask;
    private final int alphaShift;

    PackedWriter(BufferedImage image) {
        super(image, 255);
        DirectColorModel model = (DirectColorModel) image.getColorModel();
        red = Integer.numberOfTrailingZeros(model.getRedMask());
        green = Integer.numberOfTrailingZeros(model.getGreenMask());
        blue = Integer.numberOfTrailingZeros(model.getBlueMask());
        alphaMask = model.getAlphaMask();
        alphaShift = Integer.numberOfTrailingZeros(alphaMask);
    }

    @Override
    void putColour(int[] colour) {
        int[] pixels = row.values;
        for (int x = 0, i = 0; x < pixels.length; x++, i += 3) {
            pixels[x] = pixels[x] & alphaMask | colour[i] << red | colour[i + 1] << green | colour[i + 2] << blue;
        }
    }

    @Override
    void getColour(int[] colour) {
        int[] pixels = row.values;
        for (int x = 0, i = 0; x < pixels.length; x++, i += 3) {
            colour[i] = pixels[x] >>> red & 0xff;
            colour[i + 1] = pixels[x] >>> green & 0xff;
            colour[i + 2] = pixels[x] >>> blue & 0xff;
        }
    }

    @Override
    void putAlpha(int x, int level) {
        row.values[x] = row.values[x] & ~alphaMask | level << alphaShift;
    }

    @Override
    int getAlpha(int x) {
        return (row.values[x] & alphaMask) >>> alphaShift;
    }
}
