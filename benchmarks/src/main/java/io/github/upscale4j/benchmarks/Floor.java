package io.github.upscale4j.benchmarks;

import io.github.upscale4j.net.Net;
import io.github.upscale4j.net.Node;
import io.github.upscale4j.net.Op;
import io.github.upscale4j.plan.Operand;
import io.github.upscale4j.plan.Plan;
import io.github.upscale4j.plan.Step;
import io.github.upscale4j.plan.Tiling;
import io.github.upscale4j.plan.View;

/**
 * The least that an image costs, whatever computes it: no machine is faster than these divided by what it can do.
 *
 * @param operations of floats, two a multiply-add, of convolutions done by their definition and of attention
 * @param bytes that go through memory if every step reads its operands once and writes its result once, as floats
 */
record Floor(double operations, double bytes) {
    static Floor of(Net net, int size) {
        double operations = 0;
        for (Node node : net.nodes()) {
            double pixels = Math.pow(node.extent().size(size), 2);
            operations += 2 * pixels * perPixel(node.op());
        }
        double floats = 0;
        for (Step step : Plan.of(net, op -> Tiling.NONE).steps()) {
            floats += floats(step.output(), size);
            for (Operand operand : step.operands()) {
                floats += floats(operand.view(), size);
            }
        }
        return new Floor(operations, 4 * floats);
    }

    private static double floats(View view, int size) {
        return Math.pow(view.buffer().size(size), 2) * view.channels();
    }

    /** Multiply-adds. */
    private static double perPixel(Op op) {
        if (op instanceof Op.Conv conv) {
            return (double) conv.in() * conv.out() * conv.kernel() * conv.kernel();
        }
        if (op instanceof Op.WindowAttention attention) {
            return 2.0 * attention.channels() * attention.window() * attention.window();
        }
        return 0;
    }
}
