package io.github.upscale4j.opencl;

import io.github.upscale4j.net.Op;

/** Says how each convolution is cut. */
@FunctionalInterface
interface ConvChoice {
    Blocking of(Op.Conv op, Cl cl, KernelCache kernels);

    /** What is sane on a device of which nothing is known: local memory where it is memory, few products where it is a cache. */
    ConvChoice USUAL = (op, cl, kernels) -> usual(op, cl.device());

    static Blocking usual(Op.Conv op, Device device) {
        RegisterBlocking registers = RegisterBlocking.of(device).narrow(op.out());
        if (device.kind() == Device.Kind.CPU) {
            WinogradStrip strip = WinogradStrip.of(op.out(), registers.lanes(), WinogradStrip.most(device));
            return strip.fits(op, device) ? strip : registers;
        }
        LocalTiling tiling = LocalTiling.of(op.out(), 8);
        // also of few outputs, where most of a tile's products are of no use: reading pixels for each output takes far
        // longer
        boolean many = op.in() >= 8 && op.kernel() <= 3;
        return many && tiling.fits(op, device) ? tiling : registers;
    }
}
