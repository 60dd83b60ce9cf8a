package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.whittle.train.graph.PaddedNetwork;

/**
 * Which units of which network belong to which group of a normalization, where networks differ in that: for each such
 * layer two tensors.
 *
 * <pre>
 *   units × groups     networks × units × groups: 1 where a unit is in a group
 *   means              networks × groups × units: the same, divided by how many a group has
 * </pre>
 * What a network is padded with is in no group.
 */
final class GroupMembers {

    private GroupMembers() {
    }

    /** Layer by layer; they are the manager's. */
    static List<NDArray> of(List<PaddedNetwork> networks, NDManager manager) {
        List<NDArray> tensors = new ArrayList<>();
        for (int layer = 0; layer < networks.get(0).grouped().size(); layer++) {
            int number = layer;
            List<PaddedNetwork.Grouped> own = networks.stream().map(network -> network.grouped().get(number)).toList();
            int most = own.stream().mapToInt(PaddedNetwork.Grouped::groups).max().orElse(1);
            int units = own.get(0).units().blocks() * own.get(0).units().common();
            float[] members = new float[own.size() * units * most];
            float[] means = new float[members.length];
            for (int i = 0; i < own.size(); i++) {
                fill(own.get(i), i * units * most, units, most, members, means);
            }
            tensors.add(manager.create(members, new Shape(own.size(), units, most)));
            tensors.add(manager.create(means, new Shape(own.size(), most, units)));
        }
        return tensors;
    }

    private static void fill(PaddedNetwork.Grouped own, int at, int units, int most, float[] members, float[] means) {
        PaddedNetwork.Spread spread = own.units();
        int size = spread.blocks() * spread.own() / own.groups();
        for (int unit = 0; unit < spread.blocks() * spread.own(); unit++) {
            int group = unit / size;
            int place = unit / spread.own() * spread.common() + unit % spread.own();
            members[at + place * most + group] = 1;
            means[at + group * units + place] = 1f / size;
        }
    }
}
