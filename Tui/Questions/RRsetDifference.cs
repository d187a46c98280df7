using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>What became of an owner's data of one type.</summary>
public enum RRsetChange : byte
{
    /// <summary>Only the later side has any.</summary>
    Appeared,

    /// <summary>Only the earlier side has any.</summary>
    Vanished,

    /// <summary>Both sides have some, and not the same.</summary>
    Changed,
}

/// <summary>An RRset that one of two sides has.</summary>
/// <param name="Change">Of its owner and type.</param>
/// <param name="IsLater">It is the later side that has it.</param>
/// <param name="RRset">Its sightings refer to the sources of its side.</param>
public readonly record struct RRsetDifference(RRsetChange Change, bool IsLater, RRset RRset);
