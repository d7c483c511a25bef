package io.github.upscale4j.opencl;

import static org.jocl.CL.*;

import io.github.upscale4j.spi.DeviceException;
import java.lang.System.Logger;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_program;

/** What was compiled: as many kernels {@code runStep} as are wanted. */
final class KernelProgram implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(KernelProgram.class.getName());

    private final Cl cl;
    private final String name;
    private final cl_program program;

    private KernelProgram(Cl cl, String name, cl_program program) {
        this.cl = cl;
        this.name = name;
        this.program = program;
        cl.made();
    }

    /**
     * Compiles a source; what the driver says about it is logged at DEBUG, of NVIDIA's with the registers that it takes.
     *
     * @param name for messages
     * @throws DeviceException with the compiler's log if it does not take the source
     */
    static KernelProgram compile(Cl cl, String name, String source) {
        Device device = cl.device();
        cl_device_id handle = device.handle().device();
        cl_program program = cl.doing(
                "compile on", () -> clCreateProgramWithSource(cl.context(), 1, new String[] {source}, null, null));
        try {
            boolean told = LOGGER.isLoggable(Logger.Level.DEBUG);
            String options = "-cl-std=CL1.2" + (told && device.capability() > 0 ? " -cl-nv-verbose" : "");
            clBuildProgram(program, 1, new cl_device_id[] {handle}, options, null, null);
            if (told) {
                LOGGER.log(Logger.Level.DEBUG, "{0} compiled {1}: {2}", device, name, log(program, handle));
            }
            return new KernelProgram(cl, name, program);
        } catch (CLException e) {
            String log = log(program, handle);
            clReleaseProgram(program);
            throw new DeviceException(
                    device + " cannot compile the kernel " + name + " (" + e.getMessage() + "): " + log, e);
        }
    }

    private static String log(cl_program program, cl_device_id device) {
        long[] size = new long[1];
        clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] log = new byte[(int) size[0]];
        clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
        return Devices.string(log);
    }

    /** One that {@link Kernel} releases. */
    cl_kernel kernel() {
        cl_kernel kernel = cl.doing("take " + name + " on", () -> clCreateKernel(program, "runStep", null));
        cl.made();
        return kernel;
    }

    /** Kernels of it keep what they need. */
    @Override
    public void close() {
        cl.released(() -> clReleaseProgram(program));
    }
}
