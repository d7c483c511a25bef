package io.github.upscale4j.cpu;

import io.github.upscale4j.Model;
import io.github.upscale4j.Upscaler;
import io.github.upscale4j.testing.GoldenNetwork;
import io.github.upscale4j.testing.Runs;
import java.util.List;

/** Prints the backend, which the first argument names, and the largest difference from each golden network named. */
final class CappedCpuMain {
    private CappedCpuMain() {}

    public static void main(String[] arguments) throws Exception {
        String backend = "";
        float most = 0;
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            GoldenNetwork golden = GoldenNetwork.of(name);
            Model model = Model.load(golden.weights(), golden.options());
            try (Upscaler upscaler = Upscaler.builder()
                    .model(model)
                    .backend(arguments[0])
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
