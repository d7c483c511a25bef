package io.github.upscale4j;

import java.io.IOException;

/**
 * A texture within a margin of its own continuation, opposite borders joined: what a network sees at one border is what
 * lies at the other. Holds the picture whole, since its first row needs its last ones.
 */
final class Wrapped implements PixelSource {
    private final PixelSource picture;
    private final int margin;
    private float[][] colours;
    private float[][] alphas;

    /** @param margin pixels on each side */
    Wrapped(PixelSource picture, int margin) {
        this.picture = picture;
        this.margin = margin;
    }

    @Override
    public int width() {
        return picture.width() + 2 * margin;
    }

    @Override
    public int height() {
        return picture.height() + 2 * margin;
    }

    @Override
    public int channels() {
        return picture.channels();
    }

    @Override
    public boolean hasAlpha() {
        return picture.hasAlpha();
    }

    @Override
    public void read(int y, float[] colour, float[] alpha) throws IOException {
        if (colours == null) {
            readAll();
        }
        int row = Math.floorMod(y - margin, picture.height());
        wrap(colours[row], channels(), colour);
        if (alpha != null) {
            wrap(alphas[row], 1, alpha);
        }
    }

    private void readAll() throws IOException {
        colours = new float[picture.height()][picture.width() * channels()];
        alphas = new float[picture.height()][hasAlpha() ? picture.width() : 0];
        for (int y = 0; y < picture.height(); y++) {
            picture.read(y, colours[y], hasAlpha() ? alphas[y] : null);
        }
    }

    private void wrap(float[] row, int channels, float[] to) {
        for (int x = 0; x < width(); x++) {
            int from = Math.floorMod(x - margin, picture.width());
            System.arraycopy(row, from * channels, to, x * channels, channels);
        }
    }
}
