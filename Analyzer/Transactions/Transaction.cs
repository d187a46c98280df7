using PassiveDns.Analyzer.Packets;
using PassiveDns.Formats.Dns;

namespace PassiveDns.Analyzer.Transactions;

/// <summary>What a query and its response have in common: who asked whom, by what, under which id, what.</summary>
/// <remarks>A view, valid as long as the name's buffer.</remarks>
internal readonly ref struct Transaction
{
    /// <summary>From the one who asks to the one who answers.</summary>
    public required Flow Flow { get; init; }
    public required bool IsTcp { get; init; }
    public required ushort Id { get; init; }

    /// <summary>Name of the question, letter case as on the wire; empty when the message has no question.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }
    public required RRType Type { get; init; }

    public bool HasQuestion => !Name.IsEmpty;
}
