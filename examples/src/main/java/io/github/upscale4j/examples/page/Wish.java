package io.github.upscale4j.examples.page;

import io.github.upscale4j.Upscaler;
import java.util.Optional;

/**
 * What is to become of a picture.
 *
 * @param scale how many times as wide and high; 0 where a size is wanted
 * @param width of the result; 0 where only the height is given, or a scale
 * @param height of the result; 0 likewise
 * @param model by the name that {@link Models} gives it
 */
record Wish(int scale, int width, int height, String model, String backend, Baseline baseline) {
    private static final int MAX_SIDE = 100_000;

    /** @throws Refusal saying what is missing or wrong */
    static Wish of(Query query, Models models) {
        Optional<Integer> scale = query.number("scale", 1, Upscaler.MAX_SCALE);
        Optional<Integer> width = query.number("width", 1, MAX_SIDE);
        Optional<Integer> height = query.number("height", 1, MAX_SIDE);
        if (scale.isPresent() == (width.isPresent() || height.isPresent())) {
            throw Refusal.malformed("scale, or width and height: one of them");
        }
        String model = query.text("model").orElse(Models.NATURAL);
        if (!models.names().contains(model)) {
            throw Refusal.malformed("model: there is no '" + model + "' here");
        }
        String backend = query.text("backend").orElse("auto");
        if (!models.backends().contains(backend)) {
            throw Refusal.malformed("backend: '" + backend + "' cannot be used here");
        }
        return new Wish(
                scale.orElse(0),
                width.orElse(0),
                height.orElse(0),
                model,
                backend,
                query.choice("baseline", Baseline.class));
    }

    /** The result's size; a side that was not given follows from the proportions. */
    Size target(Size from) {
        if (scale > 0) {
            return Size.of((long) from.width() * scale, (long) from.height() * scale);
        }
        long wide = width > 0 ? width : follow(from.width(), height, from.height());
        long high = height > 0 ? height : follow(from.height(), width, from.width());
        return Size.of(wide, high);
    }

    private static long follow(int side, int other, int otherBefore) {
        return Math.max(1, Math.round((double) side * other / otherBefore));
    }
}
