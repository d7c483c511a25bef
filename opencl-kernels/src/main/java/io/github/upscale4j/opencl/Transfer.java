package io.github.upscale4j.opencl;

/**
 * What rows need on one way over the bus: memory of the device that is theirs alone, and memory of the host that drivers need
 * not copy once more, in two pieces, so that one is filled or emptied while the other is under way.
 */
final class Transfer implements AutoCloseable {
    /** Bytes of a piece, if a row is not longer: enough to make the start of a transfer small beside it. */
    private static final int PIECE = 4 << 20;

    static final int PIECES = 2;
    private static final int GROUP = 64;

    private final HostMemory memory;
    private final Cl.Memory staged;
    private final Cl.Host[] hosts = new Cl.Host[PIECES];
    private final int hostBytes;

    /**
     * Takes the memory.
     *
     * @param memory of the host
     * @param rows at most in a band
     * @param rowBytes bytes of a row, at most
     */
    Transfer(Cl cl, HostMemory memory, int rows, int rowBytes) {
        this.memory = memory;
        hostBytes = (int) Math.min((long) rows * rowBytes, Math.max(PIECE, rowBytes));
        staged = cl.memory((long) rows * rowBytes);
        try {
            for (int i = 0; i < PIECES; i++) {
                hosts[i] = memory.take(hostBytes);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    Cl.Memory staged() {
        return staged;
    }

    /** The memory of the host for piece {@code i} of a band. */
    Cl.Host host(int i) {
        return hosts[i % PIECES];
    }

    /** How many pieces can be under way at a time. */
    int pieces() {
        return PIECES;
    }

    /** Rows of a piece. */
    int rows(RowFormat format) {
        return hostBytes / format.bytes();
    }

    /** Sets the arguments of a kernel between the staged rows and a view, and runs it when {@code after} has been done. */
    Cl.Event run(Kernel kernel, StepViews views, RowFormat format, Cl.Event after) {
        StepKernel.begin(kernel, staged, views)
                .and(views.step().output().channels())
                .and(format.stride());
        return kernel.runAfter(after, format.values(), views.rows(), GROUP);
    }

    /** No transfer may be under way. */
    @Override
    public void close() {
        staged.close();
        for (Cl.Host host : hosts) {
            if (host != null) {
                memory.giveBack(host);
            }
        }
    }
}
