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
}
