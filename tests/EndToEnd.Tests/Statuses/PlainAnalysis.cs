using PassiveDns.Analyzer;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>
/// What an archive is to hold of a capture, found out by a second implementation: queries and responses are matched, RRsets taken apart, vantage and
/// bailiwick found in the plainest way, and each step names its rule. Of the program only the way from frames to messages is used.
/// </summary>
internal sealed class PlainAnalysis : IMessageObserver, IRRsetSink
{
    private readonly PlainQueries _queries = new();
    private readonly Dictionary<PlainIdentity, PlainSighting> _seen = [];

    private PlainAnalysis()
    {
    }

    /// <param name="hints">Master file text: the servers where verification begins.</param>
    public static Dictionary<PlainIdentity, PlainSighting> Of(string capture, string hints)
    {
        using var stream = SourceStream.OpenFile(capture);
        using var frames = CaptureFile.Open(stream, capture);
        var plain = new PlainAnalysis();
        new CaptureAnalysis(plain, new AnalysisOptions(), plain).Run(frames, CancellationToken.None);
        return plain.Judge(new PlainZones(hints, plain._seen));
    }

    void IMessageObserver.Observe(in ObservedMessage observed)
    {
        var message = PlainMessage.Read(observed.Octets);
        if (!message.HasQuestions || message.Header.Opcode != 0) return;
        if (message.Header.Questions > 0 && message.QuestionClass != DnsMessageReader.ClassIn) return;
        if (message.Header.IsResponse) Respond(observed, message);
        else _queries.Ask(observed, message);
    }

    /// <summary>The program's own observations are what is to be checked.</summary>
    void IRRsetSink.Add(in RRsetObservation observation)
    {
    }

    private void Respond(in ObservedMessage observed, PlainMessage response)
    {
        if (response.IsPartial && response.Sets.Count == 0 && !observed.IsCut) return; // may be anybody's
        var rule = _queries.Answer(observed, response);
        if (rule is null || (response.IsPartial && response.Sets.Count == 0)) return;

        var vantage = VantageOf(response);
        var isServerKnown = vantage.Vantage == Vantage.Authoritative && rule != StatusRules.Unsolicited && rule != StatusRules.Conflicting;
        var server = isServerKnown ? observed.Source : default;
        var question = isServerKnown && response.Question.Length > 0 ? PlainMessage.Lower(Hex.Octets(response.Question)) : "";
        foreach (var set in response.Sets)
        {
            var identity = new PlainIdentity(
                set.Owner, set.Type, string.Join(',', set.RData), IsNegative: false, StatusOf(rule), vantage.Vantage, server, IsForeign(set.Owner, question, response));
            Enter(identity, observed, set.TtlMin, set.TtlMax, rule, vantage.Rule);
        }

        if (PlainNegative.Of(response) is not { } negative) return;
        var said = new PlainIdentity(
            negative.Owner, response.QuestionType, PlainIdentity.DataOf(negative.Kind, negative.Zone), IsNegative: true, StatusOf(rule), vantage.Vantage, server,
            IsForeign(negative.Owner, question, response));
        Enter(said, observed, negative.Ttl, negative.Ttl, rule, vantage.Rule, KindRule(negative.Kind));
    }

    private void Enter(PlainIdentity identity, in ObservedMessage observed, uint ttlMin, uint ttlMax, params ReadOnlySpan<StatusRule> rules)
    {
        var milliseconds = (long)Math.Floor(observed.TimeNanoseconds / 1_000_000m);
        var here = new PlainSighting(new TimeWindow(milliseconds, milliseconds, 1), observed.FrameNumber, ttlMin, ttlMax);
        foreach (var rule in rules) here.Rules.Add(rule);
        if (_seen.TryGetValue(identity, out var before)) before.Add(here);
        else _seen.Add(identity, here);
    }

    private static SightingStatus StatusOf(StatusRule rule)
    {
        if (rule == StatusRules.Unsolicited) return SightingStatus.Unsolicited;
        if (rule == StatusRules.Conflicting) return SightingStatus.Conflicting;
        return rule == StatusRules.Transfer ? SightingStatus.Transfer : SightingStatus.Matched;
    }

    private static (Vantage Vantage, StatusRule Rule) VantageOf(PlainMessage response)
    {
        if (!response.Header.RecursionDesired) return (Vantage.Authoritative, StatusRules.NotAskedToRecurse);
        if (response.Header.RecursionAvailable) return (Vantage.Recursive, StatusRules.Recursed);
        if (response.Header.IsAuthoritative) return (Vantage.Authoritative, StatusRules.AuthoritativeAnswer);
        var isReferral = response.Sections.All(set => set.Section != DnsSection.Answer)
            && response.Sections.Any(set => set.Section == DnsSection.Authority && set.Type == RRType.NS);
        return isReferral ? (Vantage.Authoritative, StatusRules.Referral) : (Vantage.Recursive, StatusRules.FromCache);
    }

    private static StatusRule KindRule(NegativeKind kind) => kind switch
    {
        NegativeKind.NxDomain => StatusRules.NxDomain,
        NegativeKind.NoData => StatusRules.NoData,
        NegativeKind.ServFail => StatusRules.ServFail,
        _ => StatusRules.Refused,
    };

    /// <summary>As FORMAT.md 3.5 has it: not asked for, and not in the deepest zone above the question that the response names; without such a zone, not above the question.</summary>
    private static bool IsForeign(string owner, string question, PlainMessage response)
    {
        if (question.Length == 0 || owner == question) return false;
        var zone = PlainName.Ancestors(question).FirstOrDefault(name => PlainName.Labels(name) > 1
            && response.Sections.Any(set => set.Owner == name && set.Type is RRType.NS or RRType.SOA));
        if (zone is not null) return !PlainName.IsAtOrBelow(owner, zone);
        return PlainName.Labels(owner) < 2 || !PlainName.IsAtOrBelow(question, owner);
    }

    /// <summary>One-sidedness and bailiwick are known when all has been seen.</summary>
    private Dictionary<PlainIdentity, PlainSighting> Judge(PlainZones zones)
    {
        var judged = new Dictionary<PlainIdentity, PlainSighting>();
        foreach (var (identity, sighting) in _seen)
        {
            var isOneSided = identity.Status == SightingStatus.Unsolicited && _queries.IsEmpty;
            if (isOneSided)
            {
                sighting.Rules.Remove(StatusRules.Unsolicited);
                sighting.Rules.Add(StatusRules.OneSided);
            }

            var verdict = VerdictOf(identity, sighting.Window, zones, out var bailiwick);
            sighting.Rules.Add(verdict);
            sighting.Bailiwick = identity.IsNegative ? null : bailiwick; // a negative answer names its zone itself
            var status = verdict == StatusRules.OutOfBailiwick ? SightingStatus.Quarantined : isOneSided ? SightingStatus.Matched : identity.Status;
            judged.Add(identity with { Status = status }, sighting);
        }

        return judged;
    }

    private static StatusRule VerdictOf(PlainIdentity identity, TimeWindow window, PlainZones zones, out int? bailiwick)
    {
        bailiwick = null;
        if (identity.Vantage == Vantage.Recursive) return StatusRules.UnverifiedByVantage;
        if (identity.Server.IsNone) return StatusRules.UnverifiedUnasked;
        bailiwick = zones.DeepestOf(identity.Owner, identity.Server, window);
        if (bailiwick is not null) return StatusRules.InBailiwick;
        if (!zones.Knows(identity.Server, window)) return StatusRules.UnverifiedServer;
        return identity.IsForeign ? StatusRules.OutOfBailiwick : StatusRules.UnverifiedButAsked;
    }
}
