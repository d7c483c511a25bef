package io.github.upscale4j.cpu;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;

/** Prints the backend and the largest difference from each golden network named. */
final class CappedVectorMain {
    private CappedVectorMain() {}

    public static void main(String[] names) throws Exception {
        String backend = "";
        float most = 0;
        for (String name : names) {
            GoldenNetwork golden = GoldenNetwork.of(name);
            Model model = Model.load(golden.weights(), golden.options());
            try (Upscaler upscaler = Upscaler.builder()
                    .model(model)
                    .backend("cpu-vector")
                    .threads(2)
                    .build()) {
                backend = upscaler.backend();
                float difference = Runs.difference(upscaler.upscale(golden.input()), golden.output());
                most = difference <= most ? most : difference;
            }
        }
        System.out.println(backend + " " + most);
    }
}
