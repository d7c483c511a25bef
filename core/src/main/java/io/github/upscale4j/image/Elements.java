package io.github.upscale4j.image;

import io.github.upscale4j.spi.Levels;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.Objects;

/**
 * One row of a raster's data elements as unsigned ints: packed pixels, palette indices, or components in the order of
 * the colour model (R, G, B, A, whatever the order in memory).
 *
 * <p>Going through the raster, not its array, takes care of sub-images, strides, banks and bits packed eight to a byte,
 * and leaves the image eligible for graphics memory, which fetching its array does not.
 */
final class Elements {
    final int[] values;
    final int perPixel;
    private final WritableRaster raster;
    private final byte[] bytes;
    private final short[] shorts;

    Elements(WritableRaster raster) {
        this.raster = raster;
        perPixel = raster.getNumDataElements();
        int length = Math.multiplyExact(raster.getWidth(), perPixel);
        values = new int[length];
        bytes = raster.getTransferType() == DataBuffer.TYPE_BYTE ? new byte[length] : null;
        shorts = raster.getTransferType() == DataBuffer.TYPE_USHORT ? new short[length] : null;
    }

    /** Fetches {@code count} pixels from column {@code x} of row {@code y} into the head of {@link #values}. */
    void load(int x, int y, int count) {
        Objects.checkIndex(y, raster.getHeight());
        if (bytes != null) {
            raster.getDataElements(x, y, count, 1, bytes);
            for (int i = 0; i < count * perPixel; i++) {
                values[i] = bytes[i] & 0xff;
            }
        } else if (shorts != null) {
            raster.getDataElements(x, y, count, 1, shorts);
            for (int i = 0; i < count * perPixel; i++) {
                values[i] = shorts[i] & 0xffff;
            }
        } else {
            raster.getDataElements(x, y, count, 1, values);
        }
    }

    /** Stores {@link #values} as the whole row {@code y}. */
    void store(int y) {
        if (bytes != null) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) values[i];
            }
            raster.setDataElements(0, y, raster.getWidth(), 1, bytes);
        } else if (shorts != null) {
            for (int i = 0; i < shorts.length; i++) {
                shorts[i] = (short) values[i];
            }
            raster.setDataElements(0, y, raster.getWidth(), 1, shorts);
        } else {
            raster.setDataElements(0, y, raster.getWidth(), 1, values);
        }
    }

    /** Stores {@link Levels}, those from {@code src[offset]} on, as the whole row {@code y} of a raster of bytes or shorts. */
    void store(int y, byte[] src, int offset) {
        if (bytes != null) {
            System.arraycopy(src, offset, bytes, 0, bytes.length);
            raster.setDataElements(0, y, raster.getWidth(), 1, bytes);
        } else {
            for (int i = 0; i < shorts.length; i++) {
                shorts[i] = (short) Levels.get(src, offset, i, 16);
            }
            raster.setDataElements(0, y, raster.getWidth(), 1, shorts);
        }
    }
}
