package io.github.upscale4j.benchmarks;

/** A whole network in bands of some rows, against the image in one piece: what little memory costs in time. */
record BandComparison(String network, int size, String backend, int threads, int rows) implements Comparison {
    @Override
    public String group() {
        return "Bands against the whole image";
    }

    @Override
    public String title() {
        return network + ", " + size + " x " + size;
    }

    @Override
    public boolean vectorModule() {
        return backend.equals("cpu-vector");
    }

    /** Bands change no bit. */
    @Override
    public float limit() {
        return 0;
    }

    @Override
    public Contestant ours() {
        return with(rows);
    }

    @Override
    public Contestant peer() {
        return with(size);
    }

    private Contestant with(int band) {
        Network net = Network.named(network);
        return new Held(net, Image.noise(net.net().inputChannels(), size, size), backend, threads, band, true);
    }
}
