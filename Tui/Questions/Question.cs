using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Arguments;

namespace PassiveDns.Tui.Questions;

/// <summary>What the query bar takes: a name, a wildcard, an address, a network, and what is asked of the archive for it.</summary>
/// <param name="Text">As the trail shows it: presentation form.</param>
/// <param name="Queries">Asked one after the other; an RRset that several find comes once.</param>
public sealed record Question(string Text, IReadOnlyList<RRsetQuery> Queries)
{
    /// <summary>Everything about a name: what it points to, what was said in the place of that, then who points to it.</summary>
    /// <param name="name">Wire format, lower case.</param>
    public static Question Name(ReadOnlyMemory<byte> name) => new(
        DomainNameFormat.ToText(name.Span),
        [
            new RRsetQuery { Side = LookupSide.Owner, Name = name, Kinds = AnswerKinds.Both },
            new RRsetQuery { Side = LookupSide.RDataName, Name = name },
        ]);

    /// <summary>What lies below a name.</summary>
    public static Question Below(ReadOnlyMemory<byte> name) => new(
        name.Span[0] == 0 ? "*." : "*." + DomainNameFormat.ToText(name.Span),
        [new RRsetQuery { Side = LookupSide.OwnerBelow, Name = name }]);

    /// <summary>Who points to an address.</summary>
    public static Question Address(string text, AddressRange address) => new(
        text,
        [new RRsetQuery { Side = LookupSide.Address, Addresses = address }]);

    /// <summary>Reads what was typed; null when it is no question.</summary>
    /// <param name="problem">A clause that says what is wrong; empty otherwise.</param>
    public static Question? Parse(string text, out string problem)
    {
        text = text.Trim();
        if (!LookupArgument.TryParse(text, inRData: false, out var query, out problem)) return null;
        return query!.Side == LookupSide.Owner ? Name(query.Name) : new Question(text, [query]);
    }
}
