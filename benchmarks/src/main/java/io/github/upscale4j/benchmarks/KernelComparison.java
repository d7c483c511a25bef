package io.github.upscale4j.benchmarks;

/**
 * One operation on a square feature map that lies in memory already, against ONNX Runtime with as many threads.
 *
 * @param operation a network of one operation; see {@link Network#named}
 */
record KernelComparison(String operation, int size, String backend, int threads) implements Comparison {
    @Override
    public String group() {
        return "Single operations against ONNX Runtime";
    }

    @Override
    public String title() {
        return operation + ", " + size + " x " + size;
    }

    @Override
    public boolean vectorModule() {
        return backend.equals("cpu-vector");
    }

    @Override
    public float limit() {
        return 2e-5f;
    }

    @Override
    public Contestant ours() {
        Network net = Network.named(operation);
        return new Held(net, image(net), backend, threads, size, false);
    }

    @Override
    public Contestant peer() {
        Network net = Network.named(operation);
        return new OnnxRuntime(net, image(net), threads);
    }

    private Image image(Network net) {
        return Image.noise(net.net().inputChannels(), size, size);
    }
}
