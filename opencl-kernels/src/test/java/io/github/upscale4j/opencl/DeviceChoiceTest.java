package io.github.upscale4j.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.upscale4j.spi.DeviceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of devices that this machine need not have. */
class DeviceChoiceTest {
    private static final Device CPU =
            device("0.0", "Portable Computing Language", "pthread-AMD EPYC", Device.Kind.CPU, 2);
    private static final Device SMALL = device("1.0", "Intel(R) OpenCL", "UHD Graphics 620", Device.Kind.GPU, 24);
    private static final Device LARGE = device("2.0", "NVIDIA CUDA", "NVIDIA GeForce RTX 4090", Device.Kind.GPU, 128);
    private static final Device OLD = old();

    private static final DeviceChoice ALL = new DeviceChoice(List.of(CPU, SMALL, OLD, LARGE));

    static Device device(String index, String platform, String name, Device.Kind kind, int units) {
        return device(index, platform, name, kind, units, 0, 48 << 10, 4);
    }

    /** Whose vectors have so many lanes, and groups so many bytes. */
    static Device cpu(int lanes, int local) {
        return device("0.0", "p", "n", Device.Kind.CPU, 2, 0, local, lanes);
    }

    /** NVIDIA's. */
    static Device ofCapability(int capability) {
        return device("2.0", "NVIDIA CUDA", "n", Device.Kind.GPU, 9, capability, 48 << 10, 4);
    }

    private static Device device(
            String index,
            String platform,
            String name,
            Device.Kind kind,
            int units,
            int capability,
            int local,
            int lanes) {
        return new Device(
                index,
                platform,
                name,
                "vendor of " + name,
                "OpenCL 3.0 ",
                "1.2.3",
                kind,
                8L << 30,
                2L << 30,
                units,
                256,
                local,
                lanes,
                false,
                capability,
                true,
                true,
                null);
    }

    private static Device old() {
        return new Device(
                "2.1",
                "NVIDIA CUDA",
                "GeForce 210",
                "NVIDIA",
                "OpenCL 1.1 CUDA",
                "340.1",
                Device.Kind.GPU,
                1L << 29,
                1L << 27,
                200,
                512,
                16 << 10,
                1,
                false,
                0,
                true,
                true,
                null);
    }

    @ParameterizedTest
    @CsvSource({"'', 2.0", "nvidia, 2.0", "Intel, 1.0", "0.0, 0.0", "epyc, 0.0", "1.0, 1.0", "Portable, 0.0"})
    void takesWhatIsMeant(String wanted, String index) {
        assertThat(ALL.meant(wanted).get(0).index()).isEqualTo(index);
    }

    @Test
    void prefersAnyGpuToTheCpu() {
        assertThat(new DeviceChoice(List.of(CPU, SMALL)).meant("")).containsExactly(SMALL);
        assertThat(new DeviceChoice(List.of(CPU)).meant("")).containsExactly(CPU);
    }

    @Test
    void namesAllDevicesWhenNoneIsMeant() {
        assertThatThrownBy(() -> ALL.meant("Radeon"))
                .isInstanceOf(DeviceException.class)
                .hasMessageStartingWith("no OpenCL device answers to 'Radeon'; there are: 0.0 pthread-AMD EPYC (cpu, ")
                .hasMessageContaining("2.0 NVIDIA GeForce RTX 4090 (gpu, NVIDIA CUDA, 128 units, 8.0 GB, driver 1.2.3)")
                .hasMessageContaining("2.1 GeForce 210");
    }

    @Test
    void saysWhyADeviceIsRefused() {
        assertThatThrownBy(() -> ALL.meant("2.1"))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("'2.1' cannot be used: 2.1 GeForce 210")
                .hasMessageEndingWith("refused, it has OpenCL 1.1 CUDA, and 1.2 is needed: update its driver");
        assertThat(new DeviceChoice(List.of(OLD)).unavailable())
                .hasValueSatisfying(
                        why -> assertThat(why).contains("GeForce 210").contains("1.2 is needed"));
    }

    @Test
    void onlyAGpuIsTakenUnasked() {
        assertThat(ALL.reluctance()).isEmpty();
        assertThat(new DeviceChoice(List.of(CPU, OLD)).reluctance())
                .hasValueSatisfying(why -> assertThat(why).contains("no GPU").contains("pthread"));
        assertThat(new DeviceChoice(List.of(CPU)).unavailable()).isEmpty();
        assertThat(new DeviceChoice(List.of()).unavailable())
                .hasValueSatisfying(why -> assertThat(why).contains("install the driver"));
    }
}
