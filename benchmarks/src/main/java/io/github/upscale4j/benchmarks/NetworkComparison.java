package io.github.upscale4j.benchmarks;

/**
 * A whole network on a square image, against ONNX Runtime with as many threads.
 *
 * @param network see {@link Network#named}
 * @param size columns and rows of the input
 */
record NetworkComparison(String network, int size, String backend, int threads) implements Comparison {
    @Override
    public String group() {
        return "Whole networks against ONNX Runtime";
    }

    @Override
    public String title() {
        return network + ", " + size + " x " + size;
    }

    @Override
    public boolean vectorModule() {
        return backend.equals("cpu-vector");
    }

    @Override
    public float limit() {
        return 1e-4f; // measured: 1e-6 with direct convolutions; transforms as in Winograd's may lose a digit
    }

    private Image image(Network net) {
        return Image.noise(net.net().inputChannels(), size, size);
    }

    @Override
    public Contestant ours() {
        Network net = Network.named(network);
        return new Ours(net, image(net), backend, threads);
    }

    @Override
    public Contestant peer() {
        Network net = Network.named(network);
        return new OnnxRuntime(net, image(net), threads);
    }
}
