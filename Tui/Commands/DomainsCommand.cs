using System.CommandLine;
using PassiveDns.Formats;
using PassiveDns.Formats.Dns;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Domains;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Commands;

/// <summary>The domains that are asked for.</summary>
internal sealed record DomainsRequest
{
    public required string ArchiveFolder { get; init; }

    /// <summary>At or below which, wire format, lower case; empty for all.</summary>
    public IReadOnlyList<byte[]> Names { get; init; } = [];

    public SuffixRules Rules { get; init; }

    /// <summary>A line for each day.</summary>
    public bool ByDay { get; init; }

    /// <summary>UTC days, from 1970-01-01, both included.</summary>
    public (int First, int Last) Days { get; init; } = (int.MinValue, int.MaxValue);

    public DomainOrder Order { get; init; } = new(DomainSortKey.Queries);

    /// <summary>Most lines; 0 for all.</summary>
    public int Limit { get; init; }

    public OutputFormat Format { get; init; }
    public bool FailEmpty { get; init; }
}

/// <summary><c>pdns domains</c>: what was asked for below the domains that people register.</summary>
internal static class DomainsCommand
{
    private const int UsualLimit = 100;
    private const int SecondsPerDay = 86_400;

    public static Command Build(CommandContext context)
    {
        var names = new Argument<byte[][]>("name")
        {
            HelpName = "NAME",
            Description = "A domain, or a name in it; a suffix like com or co.uk for all domains below it. Without any: all there are.",
            Arity = ArgumentArity.ZeroOrMore,
            CustomParser = result => [.. result.Tokens.Select(token => CommonOptions.Name(result, token)).OfType<byte[]>()],
        };
        var icann = CommonOptions.Flag("--icann", "Take for a domain what a registry gave out: all customers of github.io are one.");
        var day = CommonOptions.Flag("--by-day", "A line for each UTC day.");
        var after = CommonOptions.Time("--after", "-A", "On the UTC day of this time, or later.", context.Clock);
        var before = CommonOptions.Time("--before", "-B", "On the UTC day of this time, or earlier.", context.Clock);
        var sort = CommonOptions.Choice(
            "--sort-key", "KEY", "What there is most of comes first: queries, names, nxdomain, longest, info, answer. Without it: queries.", Enum.GetValues<DomainSortKey>());
        sort.Aliases.Add("-k");
        var limit = CommonOptions.Limit(UsualLimit);
        var format = CommonOptions.Format(OutputFormat.Table, OutputFormat.Jsonl);
        var failEmpty = CommonOptions.FailEmpty();
        var archive = CommonOptions.Archive(context);
        var command = new DocumentedCommand("domains", "What was asked for, by registered domain: queries, names, NXDOMAIN, information.")
        {
            Remarks = "A domain is a public suffix and one label more. A query counts once, sent again twice, on the UTC day it was sent; longest is the longest name below the domain, in octets; "
                + "answer the mean response. names with ~ is an estimate, right to 1 in 10. info is how many octets the different names below the domain take "
                + "when they are compressed: about what somebody could have said by asking for them.",
            Examples =
            [
                ("pdns domains -k info", "where most may have gone out, or come in"),
                ("pdns domains example.com --by-day", "one domain, day by day"),
                ("pdns domains co.uk --icann -k nxdomain -l 20", "the twenty domains below co.uk with most names that do not exist"),
            ],
        };
        command.Arguments.Add(names);
        command.AddGroup("Options", icann, day, after, before, sort, limit, format, failEmpty, archive);
        command.SetAction(parsed => (int)Run(
            new DomainsRequest
            {
                ArchiveFolder = parsed.GetRequiredValue(archive),
                Names = parsed.GetValue(names) ?? [],
                Rules = parsed.GetValue(icann) ? SuffixRules.Icann : SuffixRules.Private,
                ByDay = parsed.GetValue(day),
                Days = (DayOf(parsed.GetValue(after)) ?? int.MinValue, DayOf(parsed.GetValue(before)) ?? int.MaxValue),
                Order = new DomainOrder(parsed.GetValue(sort) ?? DomainSortKey.Queries),
                Limit = parsed.GetValue(limit),
                Format = parsed.GetValue(format),
                FailEmpty = parsed.GetValue(failEmpty),
            },
            context));
        return command;
    }

    public static ExitCode Run(DomainsRequest request, CommandContext context)
    {
        using var archive = Archive.OpenRead(request.ArchiveFolder);
        using var text = context.OpenText();
        var shown = request.Order.Sort(Find(archive, request, context.Interruption), request.Limit, out var leftOut);
        var table = new DomainTableText(text, promptly: context.OutputColumns is not null, request.ByDay);
        var lines = new DomainJsonLines(context.Output);
        foreach (var domain in shown)
        {
            context.Interruption.ThrowIfCancellationRequested();
            if (request.Format == OutputFormat.Table) table.Write(domain);
            else lines.Write(domain);
        }

        table.Flush();
        context.Output.Flush();
        var unit = request.ByDay ? "domain-day" : "domain";
        if (leftOut > 0) context.Messages.Write($"{Quantity.Number(shown.Count)} of {Quantity.Count(shown.Count + leftOut, unit)} shown: -l 0 for all");
        else if (shown.Count > 0) context.Messages.Write($"{Quantity.Count(shown.Count, unit)}");
        else context.Messages.Write($"nothing found in {request.ArchiveFolder} ({ArchiveOverview.Extent(archive)})");
        var code = ArchiveDamage.Report(archive, context.Messages);
        return Failure.Worse(code, shown.Count == 0 && request.FailEmpty ? ExitCode.Empty : ExitCode.Done);
    }

    /// <summary>Each domain once, be it below several of the names.</summary>
    private static IEnumerable<DomainStatistics> Find(Archive archive, DomainsRequest request, CancellationToken interruption)
    {
        byte[][] names = request.Names.Count > 0 ? [.. request.Names] : [DomainName.Root.ToArray()];
        var scopes = names.Select(name => archive.Suffixes.DomainOf(name, request.Rules).ToArray()).Distinct(OctetsComparer.Instance).ToList();
        foreach (var scope in scopes.Where(scope => !scopes.Any(other => other.Length < scope.Length && DomainName.IsAtOrBelow(scope, other))))
        {
            var (first, last) = request.Days;
            foreach (var domain in archive.FindDomains(new DomainQuery { Name = scope, Rules = request.Rules, ByDay = request.ByDay, FirstDay = first, LastDay = last }))
            {
                interruption.ThrowIfCancellationRequested();
                yield return domain;
            }
        }
    }

    private static int? DayOf(long? seconds) => seconds is { } time ? (int)Math.Clamp(FloorDivision.Quotient(time, SecondsPerDay), int.MinValue, int.MaxValue) : null;
}
