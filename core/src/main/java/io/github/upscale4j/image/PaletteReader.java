package io.github.upscale4j.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/** {@link ImageKind#PALETTE}: the palette as floats, looked up pixel by pixel. */
final class PaletteReader extends PixelReader {
    private final Elements row;
    private final float[] colours; // (entries, channels)
    private final float[] alphas; // (entries)

    PaletteReader(BufferedImage image) {
        super(
                image.getWidth(),
                image.getHeight(),
                ImageKind.isGray(image.getColorModel()) ? 1 : 3,
                image.getColorModel().hasAlpha(),
                8);
        IndexColorModel palette = (IndexColorModel) image.getColorModel();
        row = new Elements(image.getRaster());
        // an index beyond the palette's end reads as transparent black: what its unused entries are
        int entries = 1 << palette.getPixelSize();
        colours = new float[entries * channels()];
        alphas = new float[entries];
        for (int i = 0; i < Math.min(entries, palette.getMapSize()); i++) {
            int[] rgb = {palette.getRed(i), palette.getGreen(i), palette.getBlue(i)};
            for (int c = 0; c < channels(); c++) {
                colours[i * channels() + c] = rgb[c] / 255f;
            }
            alphas[i] = palette.getAlpha(i) / 255f;
        }
    }

    @Override
    void colour(int x, int y, int count, float[] dst, int offset) {
        row.load(x, y, count);
        int channels = channels();
        for (int i = 0, to = offset; i < count; i++, to += channels) {
            System.arraycopy(colours, row.values[i] * channels, dst, to, channels);
        }
    }

    @Override
    void alpha(int x, int y, int count, float[] dst, int offset) {
        row.load(x, y, count);
        for (int i = 0; i < count; i++) {
            dst[offset + i] = alphas[row.values[i]];
        }
    }
}
