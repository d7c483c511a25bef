package io.github.upscale4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes {@link ImageKind#PACKED} with 8 bits a channel in an int. */
final class PackedWriter extends LevelWriter {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

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

    /** At once, without {@link #putColour}: a GPU is done with a picture in less time than the way over its ints takes. */
    @Override
    public void levels(int y, byte[] src, int offset) {
        int[] pixels = row.values;
        int done = 0;
        if (red == 16 && green == 8 && blue == 0) {
            // a word at a time, with the next pixel's first byte, which the last one has not
            while (done < pixels.length - 1) {
                pixels[done] = (int) WORDS.get(src, offset + 3 * done) >>> 8;
                done++;
            }
        }
        for (int x = done, i = offset + 3 * done; x < pixels.length; x++, i += 3) {
            pixels[x] = (src[i] & 0xff) << red | (src[i + 1] & 0xff) << green | (src[i + 2] & 0xff) << blue;
        }
        row.store(y);
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
