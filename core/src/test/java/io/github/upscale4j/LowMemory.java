package io.github.upscale4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.plan.Layout;

/** Memory limits that force a picture through the network in many bands, whatever the backend and its threads take. */
final class LowMemory {
    private LowMemory() {}

    /** What bands of the fewest rows take; less than the picture takes whole, or the test is none. */
    static long bytes(Model model, String backend, int threads, int width, int height) {
        try (Engine engine = new Engine(
                Backends.open(backend, threads, opened -> opened), model.net(), model.weights(), Long.MAX_VALUE)) {
            Layout any = engine.layout(width, height);
            Layout whole = new Layout(engine.plan(), any.width(), any.height(), any.height());
            Layout low = new Layout(
                    engine.plan(), any.width(), any.height(), model.net().coarsest());
            assertThat(low.bytes()).as("%d x %d, bands of 1 row", width, height).isLessThan(whole.bytes());
            return engine.bytes(low);
        }
    }
}
