using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer;

/// <summary>What the analysis of a capture may look at, and how much memory its unfinished business may take.</summary>
public sealed record AnalysisOptions
{
    /// <summary>UDP and TCP ports on which DNS is spoken; a datagram or stream with one of them at either end is taken for DNS.</summary>
    public IReadOnlyCollection<ushort> Ports { get; init; } = [53];

    /// <summary>On all other ports too, take for DNS what reads as a whole message (UDP) or begins as one (TCP): a guess.</summary>
    public bool AnyPort { get; init; }

    /// <summary>Octets that fragments of incomplete datagrams may take; the oldest datagram goes first.</summary>
    public long FragmentMemory { get; init; } = 16 << 20;

    /// <summary>Octets that the state of TCP streams may take; the stream that was quiet longest goes first.</summary>
    public long StreamMemory { get; init; } = 32 << 20;

    /// <exception cref="UnusableStateException">The state is of an analysis with other options.</exception>
    internal void CheckSaved(StateReader state)
    {
        var isSame = state.ReadNumber(0, ushort.MaxValue + 1) == DistinctPorts.Count;
        foreach (var port in DistinctPorts) isSame = isSame && state.ReadNumber(0, ushort.MaxValue) == port;
        isSame = isSame && state.ReadBoolean() == AnyPort
            && state.ReadNumber(0, long.MaxValue) == FragmentMemory && state.ReadNumber(0, long.MaxValue) == StreamMemory;
        StateReader.Check(isSame, "it is of an ingest with other options");
    }

    internal void Save(StateWriter state)
    {
        state.WriteNumber(DistinctPorts.Count);
        foreach (var port in DistinctPorts) state.WriteNumber(port);
        state.WriteBoolean(AnyPort);
        state.WriteNumber(FragmentMemory);
        state.WriteNumber(StreamMemory);
    }

    private SortedSet<ushort> DistinctPorts => [.. Ports];
}
