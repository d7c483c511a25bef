package io.github.upscale4j.cpu;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Switches of this JVM; in a class of its own, loaded only where the module jdk.management is present. */
final class HotSpot {
    private HotSpot() {}

    /** Whether the switch is off. False where the JVM has no such switch or does not tell. */
    static boolean isOff(String name) {
        HotSpotDiagnosticMXBean diagnostic = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return diagnostic != null
                    && "false".equals(diagnostic.getVMOption(name).getValue());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
