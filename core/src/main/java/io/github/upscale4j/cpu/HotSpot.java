package io.github.upscale4j.cpu;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** Switches of this JVM; in a class of its own, loaded only where the module jdk.management is present. */
final class HotSpot {
    private HotSpot() {}

    /** The value of a switch; empty where the JVM has no such switch or does not tell. */
    static Optional<String> value(String name) {
        HotSpotDiagnosticMXBean diagnostic = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return Optional.ofNullable(diagnostic)
                    .map(options -> options.getVMOption(name).getValue());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
