package io.github.upscale4j.benchmarks;

import io.github.upscale4j.debug.ReferenceRunner;
import io.github.upscale4j.tensor.Tensor;

/** The plain definition of a network, for what is small enough to wait for it. */
final class Oracle {
    /** No multiple of a lane count or a tile: edges are checked too. */
    private static final int SIZE = 23;

    private Oracle() {}

    /** @throws IllegalStateException if the backend gives something else than the definition */
    static void require(String name, String backend) {
        Network network = Network.named(name);
        int channels = network.net().inputChannels();
        Image image = Image.noise(channels, SIZE, SIZE);
        Tensor expected =
                ReferenceRunner.run(network.net(), network.weights(), Tensor.of(image.planar(), channels, SIZE, SIZE));
        try (Contestant ours = new Ours(network, image, backend, 1)) {
            Agreement.require(ours.result(), expected.data(), 1e-5f);
        }
    }
}
