package io.github.upscale4j.testing;

import java.awt.color.ColorSpace;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** A colour space that Java does not have: brightness and two differences, which may be negative; any type of it. */
public final class Invented extends ColorSpace {
    private static final long serialVersionUID = 1;

    public Invented(int type, int components) {
        super(type, components);
    }

    @Override
    public float getMinValue(int component) {
        return component == 0 ? 0 : -1;
    }

    @Override
    public float[] toRGB(float[] v) {
        return new float[] {v[0] + v[1], v[0], v[0] + v[2]};
    }

    @Override
    public float[] fromRGB(float[] rgb) {
        float[] own = new float[getNumComponents()];
        own[0] = rgb[1];
        own[1] = rgb[0] - rgb[1];
        own[2] = rgb[2] - rgb[1];
        return own;
    }

    @Override
    public float[] toCIEXYZ(float[] v) {
        return ColorSpace.getInstance(CS_sRGB).toCIEXYZ(toRGB(v));
    }

    @Override
    public float[] fromCIEXYZ(float[] xyz) {
        return fromRGB(ColorSpace.getInstance(CS_sRGB).fromCIEXYZ(xyz));
    }

    /** A colour model that is none of Java's: a byte of three bits red, three green, two blue, with or without alpha. */
    public static final class Model extends ColorModel {
        private final boolean clear;

        /** @param clear whether 0 is transparent and not black */
        public Model(boolean clear) {
            super(
                    8,
                    clear ? new int[] {3, 3, 2, 1} : new int[] {3, 3, 2},
                    ColorSpace.getInstance(CS_sRGB),
                    clear,
                    false,
                    clear ? BITMASK : OPAQUE,
                    DataBuffer.TYPE_BYTE);
            this.clear = clear;
        }

        @Override
        public int getRed(int pixel) {
            return (pixel >> 5 & 7) * 255 / 7;
        }

        @Override
        public int getGreen(int pixel) {
            return (pixel >> 2 & 7) * 255 / 7;
        }

        @Override
        public int getBlue(int pixel) {
            return (pixel & 3) * 85;
        }

        @Override
        public int getAlpha(int pixel) {
            return clear && pixel == 0 ? 0 : 255;
        }

        @Override
        public boolean isCompatibleRaster(Raster raster) {
            return raster.getNumBands() == 1 && raster.getTransferType() == DataBuffer.TYPE_BYTE;
        }
    }
}
