package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.upscale4j.exec.Engine;
import io.github.upscale4j.exec.Run;
import io.github.upscale4j.testing.RandomNets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is taken from a device and from the process is given back. */
class OpenClMemoryTest {
    private static final RandomNets.Sample NET = RandomNets.srvgg(1, 16, 2, 4);

    private static void upscale(Engine engine) {
        try (Run run = engine.open(40, 30, (y, to, at) -> {}, (y, row, at) -> {}, engine.memoryLimit(), () -> {})) {
            while (run.next()) {}
        }
    }

    @Test
    void closingReleasesEveryObject() {
        OpenClBackend backend = TestDevice.open();
        int empty = backend.live();
        assertThat(empty).isPositive();
        try (Engine engine = new Engine(backend, NET.net(), NET.weights(), 1 << 20)) {
            int compiled = backend.live();
            assertThat(compiled).isGreaterThan(empty);
            for (int i = 0; i < 3; i++) {
                upscale(engine);
                assertThat(backend.live()).as("after a picture").isEqualTo(compiled + HostMemory.MOST);
            }
        }
        assertThat(backend.live()).isZero();
    }

    @Test
    void anUpscaleThatFailsReleasesEveryObject() {
        OpenClBackend backend = TestDevice.open();
        try (Engine engine = new Engine(backend, NET.net(), NET.weights(), 1 << 20)) {
            upscale(engine);
            int compiled = backend.live();
            for (int last = 0; last < 5; last++) {
                int[] steps = {last};
                try (Run run = engine.open(40, 30, (y, to, at) -> {}, (y, row, at) -> {}, 1 << 20, () -> {
                    if (steps[0]-- == 0) {
                        throw new IllegalStateException("enough");
                    }
                })) {
                    run.next();
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessage("enough");
                }
            }
            assertThat(backend.live()).isEqualTo(compiled);
        }
        assertThat(backend.live()).isZero();
    }

    @Test
    void memoryOfTheHostIsKeptForTheNextPicture() {
        try (Cl cl = new Cl(TestDevice.require());
                HostMemory memory = new HostMemory(cl)) {
            int empty = cl.live();
            Cl.Host large = memory.take(5_000);
            memory.giveBack(large);
            assertThat(memory.take(4_000)).isSameAs(large);
            Cl.Host other = memory.take(4_000);
            assertThat(other).isNotSameAs(large);
            memory.giveBack(large);
            memory.giveBack(other);
            assertThat(memory.take(3_000)).as("the smallest that will do").isSameAs(other);
            Cl.Host largest = memory.take(6_000);
            memory.giveBack(largest);
            memory.giveBack(other);
            assertThat(cl.live() - empty).isEqualTo(3);
            for (int i = 0; i < HostMemory.MOST; i++) {
                memory.giveBack(cl.host(7_000));
            }
            assertThat(cl.live() - empty).as("the smaller ones went").isEqualTo(HostMemory.MOST);
        }
    }

    /** On PoCL the device's memory is the process's, so that one figure tells of both. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void twoHundredPicturesTakeNoMoreThanTen() throws IOException {
        try (Engine engine = new Engine(TestDevice.open(), NET.net(), NET.weights(), 1 << 20)) {
            for (int i = 0; i < 10; i++) {
                upscale(engine);
            }
            System.gc();
            long before = residentKilobytes();
            for (int i = 0; i < 200; i++) {
                upscale(engine);
            }
            System.gc();
            // 200 arenas would be 200 MB
            assertThat(residentKilobytes() - before).isLessThan(24 << 10);
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
