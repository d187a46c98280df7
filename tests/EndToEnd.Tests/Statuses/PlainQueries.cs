using PassiveDns.Analyzer;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Tests.Support;

namespace PassiveDns.EndToEnd.Tests.Statuses;

/// <summary>Which responses answer which queries, as a list that is searched: for captures of fewer queries than are remembered.</summary>
internal sealed class PlainQueries
{
    private const long Lifetime = 60_000_000_000; // nanoseconds of capture time

    private readonly List<Query> _queries = []; // the latest first

    public bool IsEmpty { get; private set; } = true;

    public void Ask(in ObservedMessage message, PlainMessage query)
    {
        IsEmpty = false;
        Forget(message.TimeNanoseconds);
        var exchange = new Exchange(message.Source, message.SourcePort, message.Destination, message.DestinationPort, message.IsTcp, query.Header.Id);
        var known = _queries.Find(known => known.Exchange == exchange && known.Question == (query.Question, query.QuestionType));
        if (known is null) _queries.Insert(0, known = new Query(exchange, (query.Question, query.QuestionType)));
        known.TimeNanoseconds = message.TimeNanoseconds;
        known.Waiting++;
    }

    /// <returns>The rule for its status; null for the same answer once more, which is none.</returns>
    public StatusRule? Answer(in ObservedMessage message, PlainMessage response)
    {
        Forget(message.TimeNanoseconds);
        var exchange = new Exchange(message.Destination, message.DestinationPort, message.Source, message.SourcePort, message.IsTcp, response.Header.Id);
        var hasQuestion = response.Question.Length > 0;
        var query = hasQuestion
            ? _queries.Find(query => query.Exchange == exchange && query.Question == (response.Question, response.QuestionType))
            : FindByExchange(exchange, response.Header.ResponseCode);
        if (query is null) return StatusRules.Unsolicited;

        var octets = Hex.Text(message.Octets[2..]); // all but the id
        var isWholeStream = query.IsTransfer && message.IsTcp;
        if (query.Waiting == 0 && !isWholeStream) return query.LastAnswer == octets ? null : StatusRules.Conflicting;
        query.Waiting = Math.Max(0, query.Waiting - 1);
        query.LastAnswer = octets;
        if (!query.IsTransfer) return hasQuestion ? StatusRules.AnswersQuery : StatusRules.LacksQuestion;
        query.TimeNanoseconds = message.TimeNanoseconds;
        return StatusRules.Transfer;
    }

    private Query? FindByExchange(Exchange exchange, int responseCode)
    {
        var candidates = _queries.Where(query => query.Exchange == exchange && (responseCode is 1 or 2 or 4 or 5 || (exchange.IsTcp && query.IsTransfer))).ToList();
        return candidates.Find(query => query.Waiting > 0) ?? candidates.FirstOrDefault();
    }

    private void Forget(long now) => _queries.RemoveAll(query => Math.Abs(now - query.TimeNanoseconds) > Lifetime);

    private sealed record Exchange(IpAddress Client, ushort ClientPort, IpAddress Server, ushort ServerPort, bool IsTcp, ushort Id);

    private sealed class Query(Exchange exchange, (string Name, RRType Type) question)
    {
        public Exchange Exchange => exchange;
        public (string Name, RRType Type) Question => question;
        public bool IsTransfer => question.Type is RRType.AXFR or RRType.IXFR;
        public long TimeNanoseconds { get; set; }
        public int Waiting { get; set; }
        public string LastAnswer { get; set; } = "";
    }
}
