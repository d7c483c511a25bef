package io.github.upscale4j.image;

import io.github.upscale4j.spi.Levels;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.util.BitSet;

/** Writes whole numbers from 0 to a maximum that is the same for all components: {@code (int) (v * max + 0.5)}. */
abstract class LevelWriter extends PixelWriter {
    private final int max;
    private final int[] levels; // one row of colour, as stored
    final Elements row;
    private final boolean premultiplied;
    private final BitSet colourWritten = new BitSet();
    private final BitSet alphaWritten = new BitSet();

    LevelWriter(BufferedImage image, int max) {
        super(image, image.getColorModel().getNumColorComponents());
        ColorModel model = image.getColorModel();
        this.max = max;
        row = new Elements(image.getRaster());
        premultiplied = alpha && model.isAlphaPremultiplied();
        levels = new int[image.getWidth() * colours];
    }

    @Override
    final void putColour(int y, float[] src, int offset, int channels) {
        if (channels == colours) {
            // the usual case: through value() a resized picture takes half as long again
            for (int i = 0; i < levels.length; i++) {
                levels[i] = level(src[offset + i]);
            }
        } else {
            for (int x = 0, i = 0; x < image().getWidth(); x++) {
                for (int c = 0; c < colours; c++, i++) {
                    levels[i] = level(value(src, offset, channels, x, c));
                }
            }
        }
        if (alpha) {
            row.load(0, y, image().getWidth());
        }
        if (premultiplied && alphaWritten.get(y)) {
            multiply(levels);
        }
        putColour(levels);
        row.store(y);
        colourWritten.set(y);
    }

    @Override
    public final int depth() {
        return alpha ? Levels.FLOATS : max == 255 ? 8 : 16;
    }

    @Override
    public abstract void levels(int y, byte[] src, int offset);

    @Override
    final void putAlpha(int y, float[] src, int offset) {
        row.load(0, y, image().getWidth());
        for (int x = 0; x < image().getWidth(); x++) {
            putAlpha(x, level(src[offset + x]));
        }
        if (premultiplied && colourWritten.get(y)) {
            getColour(levels);
            multiply(levels);
            putColour(levels);
        }
        row.store(y);
        alphaWritten.set(y);
    }

    private int level(float value) {
        return (int) (Math.max(0, Math.min(1, value)) * max + 0.5f);
    }

    /**
     * Premultiplies in whole numbers, from colour rounded to full depth, so that the order of calls does not matter. At
     * 8 bits this restores what a reader has divided: the rounding, at most 1/2, shrinks by alpha / 255.
     */
    private void multiply(int[] colour) {
        for (int x = 0, i = 0; x < image().getWidth(); x++) {
            long whole = getAlpha(x);
            for (int c = 0; c < colours; c++, i++) {
                colour[i] = (int) ((2 * colour[i] * whole + max) / (2L * max));
            }
        }
    }

    /** Puts {@code width * colours} levels into the row's elements, leaving alpha. */
    abstract void putColour(int[] colour);

    abstract void getColour(int[] colour);

    abstract void putAlpha(int x, int level);

    abstract int getAlpha(int x);
}
