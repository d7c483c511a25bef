package io.github.upscale4j.image;

import io.github.upscale4j.spi.Levels;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.util.Arrays;

/** {@link ImageKind#COMPONENTS}: 8 or 16 bits each. */
final class ComponentReader extends PixelReader {
    private final Elements row;
    private final boolean premultiplied;
    private final float max;

    ComponentReader(BufferedImage image, ColorModel model) {
        super(
                image.getWidth(),
                image.getHeight(),
                model.getNumColorComponents(),
                model.hasAlpha(),
                model.getTransferType() == DataBuffer.TYPE_BYTE ? 8 : 16);
        row = new Elements(image.getRaster());
        premultiplied = model.hasAlpha() && model.isAlphaPremultiplied();
        max = (1 << depth()) - 1;
    }

    @Override
    void colour(int x, int y, int count, float[] dst, int offset) {
        row.load(x, y, count);
        int[] values = row.values;
        int colours = channels();
        int stride = row.perPixel;
        if (colours == stride) {
            for (int i = 0; i < count * colours; i++) {
                dst[offset + i] = values[i] / max;
            }
            return;
        }
        for (int i = 0, from = 0, to = offset; i < count; i++, from += stride, to += colours) {
            float whole = premultiplied ? values[from + colours] : max;
            for (int c = 0; c < colours; c++) {
                dst[to + c] = straight(values[from + c], whole);
            }
        }
    }

    @Override
    public boolean hasLevels() {
        return !premultiplied;
    }

    @Override
    void getLevels(int y, byte[] dst, int offset) {
        row.load(0, y, width());
        int colours = channels();
        for (int x = 0, from = 0, i = 0; x < width(); x++, from += row.perPixel) {
            for (int c = 0; c < colours; c++, i++) {
                Levels.put(dst, offset, i, depth(), row.values[from + c]);
            }
        }
    }

    /** {@code whole} is the maximum, or alpha where colour is premultiplied by it: one division, no second rounding. */
    static float straight(int value, float whole) {
        return whole == 0 ? 0 : Math.min(1, value / whole);
    }

    @Override
    void alpha(int x, int y, int count, float[] dst, int offset) {
        if (!hasAlpha()) {
            Arrays.fill(dst, offset, offset + count, 1);
            return;
        }
        row.load(x, y, count);
        for (int i = 0, from = channels(); i < count; i++, from += row.perPixel) {
            dst[offset + i] = row.values[from] / max;
        }
    }
}
