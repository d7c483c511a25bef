package io.github.upscale4j.benchmarks;

/** A whole network with some threads, against itself with one. */
record ThreadsComparison(String network, int size, String backend, int threads) implements Comparison {
    @Override
    public String group() {
        return "Threads against one thread";
    }

    @Override
    public String title() {
        return network + ", " + size + " x " + size;
    }

    @Override
    public boolean vectorModule() {
        return backend.equals("cpu-vector");
    }

    /** Threads change no bit. */
    @Override
    public float limit() {
        return 0;
    }

    @Override
    public Contestant ours() {
        return with(threads);
    }

    @Override
    public Contestant peer() {
        return with(1);
    }

    private Contestant with(int count) {
        Network net = Network.named(network);
        return new Ours(net, Image.noise(net.net().inputChannels(), size, size), backend, count);
    }
}
