package io.github.upscale4j;

import io.github.upscale4j.resample.RowResampler;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A picture brought to another size by bicubic interpolation, row by row: what networks read that only improve such a
 * picture. Colours may overshoot [0, 1] a little, as they do in the papers.
 */
final class Enlarged implements PixelSource {
    private final int width;
    private final int height;
    private final int channels;
    private final Tee.Branch colours;
    private final RowResampler resampler;
    private final Deque<float[]> ready = new ArrayDeque<>();
    private final AlphaRows alphas; // null without alpha

    /**
     * @param seamless whether opposite borders continue each other
     * @param check called before each row of the picture is read
     */
    Enlarged(PixelSource picture, int width, int height, boolean seamless, Runnable check) {
        this.width = width;
        this.height = height;
        channels = picture.channels();
        Passes.Pass pass = new Passes.Pass(picture.width(), picture.height(), width, height);
        int margin = seamless ? Math.min(Picture.classicalReach(pass), pass.shorter()) : 0;
        PixelSource source = Bleed.of(margin > 0 ? new Wrapped(picture, margin) : picture);
        Tee tee = new Tee(source, check);
        colours = tee.branch();
        resampler = Picture.CLASSICAL.rows(
                channels, source.width(), source.height(), margin, width, height, (y, row) -> ready.add(row.clone()));
        alphas = source.hasAlpha()
                ? new ClassicalAlpha(
                        tee.branch(), source.width(), source.height(), margin, width, height, Picture.CLASSICAL)
                : null;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public boolean hasAlpha() {
        return alphas != null;
    }

    @Override
    public void read(int y, float[] colour, float[] alpha) {
        while (ready.isEmpty()) {
            resampler.push(colours.next().colour(), 0);
        }
        System.arraycopy(ready.remove(), 0, colour, 0, width * channels);
        if (alpha != null) {
            System.arraycopy(alphas.next(), 0, alpha, 0, width);
        }
    }
}
