package io.github.upscale4j;

import io.github.upscale4j.cpu.CpuBackend;
import io.github.upscale4j.cpu.Kernels;
import io.github.upscale4j.cpu.PlainKernels;
import io.github.upscale4j.cpu.ScalarKernels;
import io.github.upscale4j.cpu.VectorPath;
import io.github.upscale4j.spi.Backend;
import io.github.upscale4j.spi.BackendProvider;
import io.github.upscale4j.spi.DeviceException;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What networks can run on here: the CPU, with the vector module or without it or in plain loops (the
 * oracle: slow, to check the others against), and what other modules offer.
 */
public final class Backends {
    private static final Logger LOGGER = System.getLogger(Backends.class.getName());

    /** What was logged, once each. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Backends() {}

    /**
     * One backend.
     *
     * @param name what to pass to {@link Upscaler.Builder#backend}
     * @param obstacle why it cannot be used here and what to do about it; empty if it can
     */
    public record Status(String name, Optional<String> obstacle) {
        public boolean usable() {
            return obstacle.isEmpty();
        }
    }

    /** All backends that are known here, usable or not, the preferred ones first. */
    public static List<Status> list() {
        List<Status> all = new ArrayList<>();
        providers().forEach(provider -> all.add(new Status(provider.name(), provider.unavailable())));
        all.add(new Status("cpu-vector", VectorPath.unavailable()));
        all.add(new Status("cpu-scalar", Optional.empty()));
        all.add(new Status("cpu-oracle", Optional.empty()));
        return all;
    }

    /**
     * What the backends of other modules can run on, one line each: what to append to the backend's name, the device and its
     * memory and driver, and why it is refused, if it is.
     */
    public static List<String> devices() {
        List<String> all = new ArrayList<>();
        providers().forEach(provider -> provider.devices().forEach(device -> all.add(provider.name() + ":" + device)));
        return all;
    }

    /**
     * Opens the backend of that name and puts it to {@code use}. The choice left to us falls on the first that is usable and
     * has every operation that the network needs.
     */
    static <T> T open(String name, int threads, Function<Backend, T> use) {
        return switch (name) {
            case "auto" -> auto(threads, use);
            case "cpu" -> use.apply(cpu(threads));
            case "cpu-vector" -> use.apply(new CpuBackend(VectorPath.kernels(), threads));
            case "cpu-scalar" -> use.apply(new CpuBackend(new PlainKernels(), threads));
            case "cpu-oracle" -> use.apply(new CpuBackend(new ScalarKernels(), threads));
            default -> use.apply(provided(name, name.split(":", 2), threads));
        };
    }

    private static <T> T auto(int threads, Function<Backend, T> use) {
        for (BackendProvider provider : providers()) {
            Optional<String> obstacle = provider.unavailable().or(provider::reluctance);
            if (obstacle.isEmpty()) {
                try {
                    return use.apply(provider.open("", threads));
                } catch (UnsupportedOperationException | DeviceException refused) {
                    obstacle = Optional.of(String.valueOf(refused.getMessage()));
                }
            }
            if (TOLD.add(provider.name() + obstacle.get())) {
                LOGGER.log(Logger.Level.INFO, "{0} is not used: {1}", provider.name(), obstacle.get());
            }
        }
        return use.apply(cpu(threads));
    }

    static Backend cpu(int threads) {
        Optional<String> obstacle = VectorPath.unavailable();
        if (obstacle.isPresent() && TOLD.add(obstacle.get())) {
            LOGGER.log(Logger.Level.WARNING, "upscale4j runs about half as fast as it could: {0}", obstacle.get());
        }
        Kernels kernels = obstacle.isPresent() ? new PlainKernels() : VectorPath.kernels();
        return new CpuBackend(kernels, threads);
    }

    private static Backend provided(String name, String[] parts, int threads) {
        for (BackendProvider provider : providers()) {
            if (provider.name().equals(parts[0])) {
                provider.unavailable().ifPresent(obstacle -> {
                    throw new IllegalStateException(name + " cannot be used: " + obstacle);
                });
                return provider.open(parts.length > 1 ? parts[1] : "", threads);
            }
        }
        List<String> names = new ArrayList<>(List.of("auto", "cpu", "cpu-vector", "cpu-scalar", "cpu-oracle"));
        providers().forEach(provider -> names.add(provider.name()));
        String hint = parts[0].equals("opencl") ? "; opencl comes with the module upscale4j-opencl-kernels" : "";
        throw new IllegalArgumentException("no backend '" + name + "'; there are " + String.join(", ", names) + hint);
    }

    private static List<BackendProvider> providers() {
        List<BackendProvider> all = new ArrayList<>();
        ServiceLoader.load(BackendProvider.class).forEach(all::add);
        return all;
    }
}
