package io.github.upscale4j.image;

import java.util.OptionalDouble;

/**
 * What to do with transparency before a network or a resize that takes colour and alpha apart. The colour stored under
 * alpha 0 is arbitrary, often black or white, and would bleed as a fringe into the edges of what is visible.
 */
public final class Alpha {
    private Alpha() {}

    /**
     * The same picture with fully transparent pixels (alpha 0) in the colour of the nearest visible pixel: as if every
     * edge went on outside. Alpha is not changed, nor is any pixel of alpha above 0.
     *
     * <p>Linear in the pixels, the same result each time; holds 4 bytes per pixel besides the picture. Pixels more than
     * 32,767 columns or rows from anything visible keep their colour.
     *
     * @return a reader of the bled picture; {@code picture} itself if it has no alpha, nothing hidden or nothing visible.
     *     It reads through {@code picture}, so use one of the two at a time
     */
    public static PixelReader bleed(PixelReader picture) {
        NearestVisible nearest = picture.hasAlpha() ? NearestVisible.of(picture) : null;
        return nearest == null ? picture : new BledReader(picture, nearest);
    }

    /**
     * The one value of alpha, in [0, 1], that all pixels have, if they do: then a single number upscales it. 1 for
     * pictures without alpha. Stops at the first difference.
     */
    public static OptionalDouble constant(PixelReader picture) {
        if (!picture.hasAlpha()) {
            return OptionalDouble.of(1);
        }
        float[] row = new float[picture.width()];
        picture.alpha(0, row, 0);
        float first = row[0];
        for (int y = 0; y < picture.height(); y++) {
            picture.alpha(y, row, 0);
            for (float value : row) {
                if (value != first) {
                    return OptionalDouble.empty();
                }
            }
        }
        return OptionalDouble.of(first);
    }

    private static final class BledReader extends PixelReader {
        private final PixelReader picture;
        private final NearestVisible nearest;

        BledReader(PixelReader picture, NearestVisible nearest) {
            super(picture.width(), picture.height(), picture.channels(), true, picture.depth());
            this.picture = picture;
            this.nearest = nearest;
        }

        @Override
        void colour(int x, int y, int count, float[] dst, int offset) {
            picture.colour(x, y, count, dst, offset);
            for (int i = 0; i < count; i++) {
                if (nearest.has(x + i, y)) {
                    picture.colour(
                            nearest.targetX(x + i, y), nearest.targetY(x + i, y), 1, dst, offset + i * channels());
                }
            }
        }

        @Override
        void alpha(int x, int y, int count, float[] dst, int offset) {
            picture.alpha(x, y, count, dst, offset);
        }
    }
}
