using PassiveDns.Formats.State;

namespace PassiveDns.Formats.Capture;

/// <summary>What a pcapng file has said that holds up to the next section header.</summary>
/// <param name="IsBetween">It could not be read: the order of the octets is not known.</param>
/// <param name="Interfaces">In the order of their descriptions.</param>
internal sealed record PcapngSection(bool IsBigEndian, bool IsBetween, IReadOnlyList<PcapngInterface> Interfaces)
{
    /// <summary>What the old Packet Block can number.</summary>
    public const int MaxInterfaces = 65_536;

    public static PcapngSection Load(StateReader state)
    {
        var (isBigEndian, isBetween) = (state.ReadBoolean(), state.ReadBoolean());
        List<PcapngInterface> interfaces = [];
        for (var count = state.ReadInt32(0, MaxInterfaces); count > 0; count--) interfaces.Add(PcapngInterface.Load(state));
        return new PcapngSection(isBigEndian, isBetween, interfaces);
    }

    public void Save(StateWriter state)
    {
        state.WriteBoolean(IsBigEndian);
        state.WriteBoolean(IsBetween);
        state.WriteNumber(Interfaces.Count);
        foreach (var one in Interfaces) one.Save(state);
    }
}

/// <summary>An interface of a section.</summary>
/// <param name="IsKnown">Its description could be read.</param>
/// <param name="CheckLength">Octets of the frame check sequence at the end of its frames.</param>
internal readonly record struct PcapngInterface(bool IsKnown, LinkType LinkType, uint SnapLength, PcapngClock Clock, int CheckLength)
{
    public static PcapngInterface Load(StateReader state) => new(
        state.ReadBoolean(),
        (LinkType)state.ReadNumber(0, ushort.MaxValue),
        (uint)state.ReadNumber(0, uint.MaxValue),
        PcapngClock.Load(state),
        state.ReadInt32(0, byte.MaxValue));

    public void Save(StateWriter state)
    {
        state.WriteBoolean(IsKnown);
        state.WriteNumber((long)LinkType);
        state.WriteNumber(SnapLength);
        Clock.Save(state);
        state.WriteNumber(CheckLength);
    }
}
