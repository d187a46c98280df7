using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>A name in a <see cref="SubdomainTree"/>: one that owns RRsets, or that lies above such names.</summary>
public sealed class SubdomainNode
{
    /// <param name="name">Wire format, lower case.</param>
    internal SubdomainNode(ReadOnlyMemory<byte> name, int depth) => (Name, Depth) = (name, depth);

    /// <summary>Wire format, lower case.</summary>
    public ReadOnlyMemory<byte> Name { get; }

    /// <summary>Steps from the root of the tree.</summary>
    public int Depth { get; }

    /// <summary>Names below it that own RRsets, at any depth.</summary>
    public long Names { get; internal set; }

    /// <summary>RRsets of it and of all below it.</summary>
    public long RRsets { get; internal set; }

    /// <summary>Of these RRsets; null as long as it is not known.</summary>
    public TimeWindow? Window { get; internal set; }

    /// <summary>There are names below it.</summary>
    public bool HasChildren => Names > 0;

    /// <summary>What was read of the names one label below; null before.</summary>
    public SubdomainLevel? Level { get; internal set; }

    /// <summary>Its children are shown.</summary>
    public bool IsOpen { get; internal set; }

    /// <summary>Its first label, wire format with the length octet; empty for the root of all names.</summary>
    public ReadOnlySpan<byte> Label => Name.Span[0] == 0 ? [] : Name.Span[..(1 + Name.Span[0])];
}

/// <summary>What lies one label below a name, complete or as far as has been read. It does not change.</summary>
/// <param name="Children">In key order; at most <see cref="SubdomainTree.MostChildren"/>.</param>
/// <param name="LeftOut">Children that were counted and not kept.</param>
/// <param name="Names">Names below that own RRsets, at any depth.</param>
/// <param name="RRsets">Of these.</param>
/// <param name="Window">Of these; null without any.</param>
/// <param name="IsComplete">All has been read.</param>
public sealed record SubdomainLevel(IReadOnlyList<SubdomainNode> Children, long LeftOut, long Names, long RRsets, TimeWindow? Window, bool IsComplete)
{
    /// <summary>RRsets of the root of the tree itself, which no level above it counts; none for other nodes.</summary>
    public (long RRsets, TimeWindow? Window) Own { get; init; }
}

/// <summary>A row of the tree as it is shown.</summary>
/// <param name="IsNote">Below the children of an open node: there are more of them, or they are still being read.</param>
public readonly record struct SubdomainRow(SubdomainNode Node, bool IsNote);
