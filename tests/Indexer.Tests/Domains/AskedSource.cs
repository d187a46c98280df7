using System.Globalization;
using CsCheck;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Domains;
using PassiveDns.Indexer.Ingest;

namespace PassiveDns.Indexer.Tests.Domains;

/// <summary>One query as plain data; <see cref="QueryObservation"/> is a view.</summary>
internal sealed record Asked(string Name, RRType Type = RRType.A, long Day = 20_000, QueryOutcome Outcome = QueryOutcome.Answered, int Times = 1, int Length = 100)
{
    public SightingStatus Status { get; init; }

    public byte[] Wire => DomainNameFormat.Parse(Name)!;

    public byte[] LowerWire
    {
        get
        {
            var name = Wire;
            DomainName.ToLower(name);
            return name;
        }
    }

    public void AddTo(IRRsetSink sink) => sink.Add(new QueryObservation
    {
        Name = Wire, Type = Type, TimeNanoseconds = (Day * 86_400_000_000_000) + 1, Outcome = Outcome, Times = Times, ResponseLength = Length, Status = Status,
    });
}

/// <summary>A source and what was asked in it.</summary>
internal sealed record AskedSource(SourceRecord Record, IReadOnlyList<Asked> Queries)
{
    private static readonly Gen<Asked> Query = Gen.Select(
        Gen.OneOf(
            "www.example.com.", "WWW.Example.com.", "example.com.", "mail.example.com.", @"\000\001.example.com.", @"\000\001.com.", "com.", ".", "a.github.io.", "b.a.github.io.",
            "c.github.io.", "github.io.", "x.co.uk.", "co.uk.", "test."),
        Gen.OneOf(RRType.A, RRType.AAAA, RRType.TXT, (RRType)65_280),
        Gen.Long[-2, 2],
        Gen.OneOf(Enum.GetValues<QueryOutcome>()),
        Gen.Int[1, 3],
        Gen.Frequency((1, Gen.Const(0)), (4, Gen.Int[12, 65_535])),
        Gen.Frequency((3, Gen.Const(SightingStatus.Matched)), (1, Gen.Const(SightingStatus.Unsolicited))))
        .Select((name, type, day, outcome, times, length, status) => outcome == QueryOutcome.Unanswered
            ? new Asked(name, type, day, outcome, times, Length: 0)
            : new Asked(name, type, day, outcome, Times: 1, length) { Status = status });

    /// <summary>Up to six sources, each with a number of its own.</summary>
    public static readonly Gen<AskedSource[]> Several = Gen.Select(Gen.Bool, Query.Array[0, 30]).Array[1, 6].Select(drawn =>
        drawn.Select((source, place) => new AskedSource(Make.Source((2 * place) + 1, source.Item1), source.Item2)).ToArray());

    public void AddTo(IngestSession session)
    {
        foreach (var query in Queries) query.AddTo(session);
        session.EndSource(Record);
    }

    /// <summary>What an archive of these sources should answer, counted in the plainest way.</summary>
    public static List<string> Count(IEnumerable<AskedSource> sources, SuffixRules rules, bool byDay)
    {
        var counted =
            from source in sources
            from query in source.Queries
            where query.Status == SightingStatus.Matched || source.Record.IsOneSided
            let domain = DomainNameFormat.ToText(PublicSuffixList.Default.DomainOf(query.LowerWire, rules))
            group query by byDay ? $"{domain} {query.Day}" : domain;
        return [.. counted.Select(queries => Describe(queries.Key.Split(' ')[0], [.. queries])).Order(StringComparer.Ordinal)];
    }

    public static List<string> Find(Archive archive, SuffixRules rules, bool byDay) =>
        [.. archive.FindDomains(new DomainQuery { Rules = rules, ByDay = byDay }).Select(Describe).Order(StringComparer.Ordinal)];

    private static string Describe(string domain, IReadOnlyList<Asked> queries)
    {
        var responses = queries.Where(query => query.Outcome != QueryOutcome.Unanswered).ToList();
        var lengths = responses.Where(query => query.Length > 0).Select(query => query.Length).DefaultIfEmpty().ToList();
        return Describe(
            domain,
            queries.Select(query => (int)query.Day),
            [
                queries.Sum(query => (long)query.Times), responses.Count, Of(QueryOutcome.NoData), Of(QueryOutcome.NxDomain), Of(QueryOutcome.Failed),
                queries.Where(query => query.Type == RRType.TXT).Sum(query => query.Times), queries.Where(query => query.Type > RRType.ANY).Sum(query => query.Times),
                queries.Sum(query => query.Wire.Length * query.Times), queries.Min(query => query.Wire.Length), queries.Max(query => query.Wire.Length),
                lengths.Sum(), lengths.Min(), lengths.Max(), lengths.Count(length => length is > 0 and <= 64), lengths.Count(length => length is > 1_024 and <= 2_048),
                lengths.Count(length => length > 16_384), queries.Where(query => query.Wire.Length is > 8 and <= 16).Sum(query => query.Times),
            ],
            queries.Select(query => DomainNameFormat.ToText(query.LowerWire)));

        long Of(QueryOutcome outcome) => responses.Count(query => query.Outcome == outcome);
    }

    private static string Describe(DomainStatistics found)
    {
        var figures = found.Figures;
        return Describe(
            DomainNameFormat.ToText(found.Domain.Span),
            found.Days,
            [
                figures.Queries, figures.Responses, figures.NoData, figures.NxDomain, figures.Failed, figures.OfType(6), figures.OfType(15), figures.NameOctets,
                figures.ShortestName, figures.LongestName, figures.ResponseOctets, figures.SmallestResponse, figures.LargestResponse, figures.ResponseLengths(0),
                figures.ResponseLengths(5), figures.ResponseLengths(9), figures.NameLengths(1),
            ],
            Enumerable.Range(0, found.Names.Count).Select(place => DomainNameFormat.ToText(found.Names[place])));
    }

    private static string Describe(string domain, IEnumerable<int> days, IEnumerable<long> figures, IEnumerable<string> names) => string.Create(
        CultureInfo.InvariantCulture,
        $"{domain} on {string.Join(',', days.Distinct().Order())}: {string.Join(' ', figures)} {string.Join(' ', names.Distinct().Order(StringComparer.Ordinal))}");
}
