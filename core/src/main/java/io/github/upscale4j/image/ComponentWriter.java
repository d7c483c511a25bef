package io.github.upscale4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;

/** Writes {@link ImageKind#COMPONENTS}. */
final class ComponentWriter extends LevelWriter {
    ComponentWriter(BufferedImage image) {
        super(image, image.getColorModel().getTransferType() == DataBuffer.TYPE_BYTE ? 255 : 65535);
    }

    @Override
    void putColour(int[] colour) {
        if (!alpha) {
            System.arraycopy(colour, 0, row.values, 0, colour.length);
            return;
        }
        for (int i = 0, to = 0; i < colour.length; i += colours, to += colours + 1) {
            System.arraycopy(colour, i, row.values, to, colours);
        }
    }

    @Override
    public void levels(int y, byte[] src, int offset) {
        row.store(y, src, offset);
    }

    @Override
    void getColour(int[] colour) {
        for (int i = 0, from = 0; i < colour.length; i += colours, from += colours + 1) {
            System.arraycopy(row.values, from, colour, i, colours);
        }
    }

    @Override
    void putAlpha(int x, int level) {
        row.values[x * (colours + 1) + colours] = level;
    }

    @Override
    int getAlpha(int x) {
        return row.values[x * (colours + 1) + colours];
    }
}
