using System.Collections.Frozen;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;

namespace PassiveDns.Tui.Questions;

/// <summary>A word before a colon that says where a name is looked for.</summary>
/// <param name="Types">Of the records whose rdata are meant; null for all.</param>
internal sealed record TermKeyword(string Name, bool IsOfOwners, bool IsOfTargets, IReadOnlySet<RRType>? Types = null);

/// <summary>The words that the language of questions has: the one table of them.</summary>
internal static class QuestionKeywords
{
    public const string Text = "txt";
    public const string Type = "type";
    public const string After = "after";
    public const string Before = "before";
    public const string Count = "count";
    public const string Is = "is";
    public const string Negative = "negative";

    /// <summary>A name as an owner and in rdata.</summary>
    public static TermKeyword BothSides { get; } = new("name", IsOfOwners: true, IsOfTargets: true);

    public static TermKeyword Owner { get; } = new("owner", IsOfOwners: true, IsOfTargets: false);

    /// <summary>A name in rdata, of whatever type.</summary>
    public static TermKeyword Target { get; } = new("to", IsOfOwners: false, IsOfTargets: true);

    private static readonly FrozenDictionary<string, TermKeyword> TermsByName =
        new[] { BothSides, Owner, Target }
            .Concat(RDataTypes.All.Where(RDataTypes.PointsToNames)
                .Select(type => new TermKeyword(RDataTypes.Mnemonic(type).ToLowerInvariant(), false, true, FrozenSet.ToFrozenSet([type]))))
            .Append(Owner with { Name = "from" })
            .ToFrozenDictionary(keyword => keyword.Name, keyword => keyword.Name == "from" ? Owner : keyword, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Usual = ["ns", "mx", "cname", "to", Text, Owner.Name, BothSides.Name];

    /// <summary>All words with the sign behind them, those that people use most first.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Usual.Select(name => name + ":"), .. QuestionFilters.All.Select(filter => filter.Sign),
        .. TermsByName.Keys.Except(Usual).Order(StringComparer.Ordinal).Select(name => name + ":"),
    ];

    /// <summary>How many of <see cref="All"/> are no more than a type.</summary>
    public static int UsualCount { get; } = Usual.Length + QuestionFilters.All.Count;

    public static TermKeyword? FindTerm(string name) => TermsByName.GetValueOrDefault(name);
}
