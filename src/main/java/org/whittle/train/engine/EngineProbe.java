package org.whittle.train.engine;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.whittle.work.DeviceProbe;
import org.whittle.work.DeviceProfile;
import org.whittle.work.Place;

/** Asks the engine, and the driver's tool for the card's name. */
public record EngineProbe() implements DeviceProbe {

    private static final long serialVersionUID = 1L;

    @Override
    public DeviceProfile look(Place place) {
        Device device = TaskDevice.of(place);
        if (!device.isGpu()) {
            return DeviceProfile.CORE;
        }
        // DJL has 90 for 9.0.
        String digits = CudaUtils.getComputeCapability(device.getDeviceId());
        String capability = digits.replaceFirst("^(\\d+)(\\d)$", "$1.$2");
        int mebibytes = Math.toIntExact(CudaUtils.getGpuMemory(device).getMax() >> 20);
        return new DeviceProfile(name(device.getDeviceId(), capability), mebibytes, capability);
    }

    /** What the driver calls it; what it can, where its tool is not there. */
    private static String name(int index, String capability) {
        try {
            Process process = new ProcessBuilder("nvidia-smi", "--query-gpu=name", "--format=csv,noheader",
                    "--id=" + index).redirectErrorStream(true).start();
            try (BufferedReader out = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                if (line != null && process.waitFor() == 0) {
                    return line.strip();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException none) {
            // No image has to have the tool.
        }
        return "GPU of compute capability " + capability;
    }
}
