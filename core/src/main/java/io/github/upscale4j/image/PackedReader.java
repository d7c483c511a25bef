package io.github.upscale4j.image;

import io.github.upscale4j.spi.Levels;
import java.awt.image.BufferedImage;
import java.awt.image.DirectColorModel;
import java.util.Arrays;

/** {@link ImageKind#PACKED}: red, green, blue and perhaps alpha at masks of one number. */
final class PackedReader extends PixelReader {
    private final Elements row;
    private final boolean premultiplied;
    private final int[] masks; // R, G, B, A; A is 0 without alpha
    private final int[] shifts;
    private final float[] max;

    PackedReader(BufferedImage image) {
        super(image.getWidth(), image.getHeight(), 3, image.getColorModel().hasAlpha(), 8);
        DirectColorModel model = (DirectColorModel) image.getColorModel();
        row = new Elements(image.getRaster());
        premultiplied = model.hasAlpha() && model.isAlphaPremultiplied();
        masks = model.getMasks().length == 4 ? model.getMasks() : Arrays.copyOf(model.getMasks(), 4);
        shifts = new int[4];
        max = new float[4];
        for (int c = 0; c < 4; c++) {
            shifts[c] = masks[c] == 0 ? 0 : Integer.numberOfTrailingZeros(masks[c]);
            max[c] = masks[c] >>> shifts[c];
        }
    }

    @Override
    void colour(int x, int y, int count, float[] dst, int offset) {
        row.load(x, y, count);
        for (int i = 0, to = offset; i < count; i++, to += 3) {
            int pixel = row.values[i];
            int alpha = component(pixel, 3);
            for (int c = 0; c < 3; c++) {
                // a premultiplied component's maximum is alpha, on the scale of its own mask
                float whole = premultiplied ? alpha * max[c] / max[3] : max[c];
                dst[to + c] = ComponentReader.straight(component(pixel, c), whole);
            }
        }
    }

    @Override
    public boolean hasLevels() {
        return !premultiplied && max[0] == 255 && max[1] == 255 && max[2] == 255;
    }

    @Override
    void getLevels(int y, byte[] dst, int offset) {
        row.load(0, y, width());
        for (int x = 0, i = 0; x < width(); x++) {
            for (int c = 0; c < 3; c++, i++) {
                Levels.put(dst, offset, i, 8, component(row.values[x], c));
            }
        }
    }

    private int component(int pixel, int c) {
        return (pixel & masks[c]) >>> shifts[c];
    }

    @Override
    void alpha(int x, int y, int count, float[] dst, int offset) {
        if (!hasAlpha()) {
            Arrays.fill(dst, offset, offset + count, 1);
            return;
        }
        row.load(x, y, count);
        for (int i = 0; i < count; i++) {
            dst[offset + i] = component(row.values[i], 3) / max[3];
        }
    }
}
