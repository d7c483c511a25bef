package io.github.upscale4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.util.Arrays;

/**
 * One row of samples of any type as fractions of their range: whole numbers of their maximum, which 31 or 32 bits exceed
 * what a float tells apart, floats and doubles of what the colour space has.
 */
final class Samples {
    private final WritableRaster raster;
    private final boolean whole;
    private final boolean unsignedInt;
    private final double[] least; // (bands)
    private final double[] range; // (bands)
    private double[] row;
    final int bands;

    Samples(BufferedImage image) {
        raster = image.getRaster();
        bands = raster.getNumBands();
        ColorModel model = image.getColorModel();
        int type = model.getTransferType();
        whole = type != DataBuffer.TYPE_FLOAT && type != DataBuffer.TYPE_DOUBLE;
        unsignedInt = type == DataBuffer.TYPE_INT;
        least = new double[bands];
        range = new double[bands];
        ColorSpace space = model.getColorSpace();
        for (int b = 0; b < bands; b++) {
            if (type == DataBuffer.TYPE_SHORT) {
                range[b] = Short.MAX_VALUE;
            } else if (whole) {
                range[b] = (1L << model.getComponentSize(b)) - 1;
            } else if (b < model.getNumColorComponents()) {
                least[b] = space.getMinValue(b);
                range[b] = space.getMaxValue(b) - least[b];
            } else {
                range[b] = 1;
            }
        }
        row = new double[bands];
    }

    /** Pixels {@code x} to {@code x + count - 1} of row {@code y}, in [0, 1], {@link #bands} values each. */
    double[] load(int x, int y, int count) {
        if (row.length != count * bands) {
            row = new double[count * bands];
        }
        raster.getPixels(x, y, count, 1, row);
        for (int i = 0; i < row.length; i++) {
            // Java hands out 32 bits as a signed number
            double value = unsignedInt && row[i] < 0 ? row[i] + 0x1p32 : row[i];
            double fraction = (value - least[i % bands]) / range[i % bands];
            // a NaN is no colour: 0
            row[i] = fraction > 0 ? Math.min(1, fraction) : 0;
        }
        return row;
    }

    /** {@code fraction} of band {@code b}, clamped, as near as it can be stored. */
    double rounded(double fraction, int b) {
        double clamped = fraction > 0 ? Math.min(1, fraction) : 0;
        return whole ? Math.floor(clamped * range[b] + 0.5) / range[b] : clamped;
    }

    /** Stores a row of {@link #rounded} fractions. */
    void store(int y, double[] fractions) {
        double[] values = Arrays.copyOf(fractions, fractions.length);
        for (int i = 0; i < values.length; i++) {
            double value = least[i % bands] + values[i] * range[i % bands];
            values[i] = !whole ? value : signed(Math.rint(value));
        }
        raster.setPixels(0, y, raster.getWidth(), 1, values);
    }

    private double signed(double value) {
        return unsignedInt && value >= 0x1p31 ? value - 0x1p32 : value;
    }
}
