package io.github.upscale4j.image;

import java.awt.image.BufferedImage;
import java.util.Objects;

/** {@link ImageKind#OTHER}: only the colour model knows what is stored, and it tells 8 bits of sRGB. */
final class OtherReader extends PixelReader {
    private final BufferedImage image;
    private int[] row = {};

    OtherReader(BufferedImage image) {
        super(image.getWidth(), image.getHeight(), 3, image.getColorModel().hasAlpha(), 8);
        this.image = image;
    }

    private void load(int x, int y, int count) {
        Objects.checkIndex(y, height());
        if (row.length < count) {
            row = new int[count];
        }
        image.getRGB(x, y, count, 1, row, 0, count);
    }

    @Override
    void colour(int x, int y, int count, float[] dst, int offset) {
        load(x, y, count);
        for (int i = 0, to = offset; i < count; i++, to += 3) {
            dst[to] = (row[i] >> 16 & 0xff) / 255f;
            dst[to + 1] = (row[i] >> 8 & 0xff) / 255f;
            dst[to + 2] = (row[i] & 0xff) / 255f;
        }
    }

    @Override
    void alpha(int x, int y, int count, float[] dst, int offset) {
        load(x, y, count);
        for (int i = 0; i < count; i++) {
            dst[offset + i] = (row[i] >>> 24) / 255f;
        }
    }
}
