package io.github.upscale4j.cpu;

import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Recipe;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.Program;
import io.github.upscale4j.weights.Weights;
import java.util.HashMap;
import java.util.Map;

/** The cores of this machine, with one set of kernels. */
public final class CpuBackend implements Backend {
    private final Kernels kernels;
    private final Parallel parallel;

    /** @param threads how many threads compute, the caller's among them; at least 1 */
    public CpuBackend(Kernels kernels, int threads) {
        this.kernels = kernels;
        this.parallel = new Parallel(threads);
    }

    @Override
    public String description() {
        String detail = kernels.detail().isEmpty() ? "" : kernels.detail() + ", ";
        int threads = parallel.threads();
        return kernels.name() + " (" + detail + threads + (threads == 1 ? " thread)" : " threads)");
    }

    @Override
    public Tiling tiling(Op op) {
        return kernels.tiling(op);
    }

    @Override
    public Program compile(Plan plan, Weights weights) {
        Kernels.StepKernel[] prepared = new Kernels.StepKernel[plan.steps().size()];
        Map<Recipe, Kernels.StepKernel> shared = new HashMap<>();
        for (Step step : plan.steps()) {
            if (step.index() > 0) {
                prepared[step.index()] =
                        shared.computeIfAbsent(Recipe.of(step), recipe -> kernels.prepare(step, weights));
            }
        }
        return new CpuProgram(plan, prepared, parallel);
    }

    @Override
    public void close() {
        parallel.close();
    }
}
