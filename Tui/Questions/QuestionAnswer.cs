using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>Answers whole questions.</summary>
public static class QuestionAnswer
{
    /// <summary>What a question finds, as it is found; an RRset that several of its queries find comes once.</summary>
    public static IEnumerable<RRset> Find(IRRsetSource source, Question question, CancellationToken stop)
    {
        var queries = question.Queries;
        for (var i = 0; i < queries.Count; i++)
        {
            foreach (var set in source.Find(queries[i]))
            {
                if (stop.IsCancellationRequested) yield break;
                if (!IsAnsweredBy(queries.Take(i), set)) yield return set;
            }
        }
    }

    private static bool IsAnsweredBy(IEnumerable<RRsetQuery> earlier, RRset set)
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        foreach (var query in earlier)
        {
            if (query.Side == LookupSide.Owner && owner[..set.ReadOwner(owner)].SequenceEqual(query.Name.Span)) return true;
        }

        return false;
    }
}
