using System.Runtime.InteropServices;
using PassiveDns.Tui.Commands;

namespace PassiveDns.Tui.Tap;

/// <summary>Becomes another user for good: what a tap does once its interfaces are open. Linux only.</summary>
internal static class Privileges
{
    private const string Remedy = "Nothing was captured.";

    /// <summary>Gives up root and all capabilities, in every thread.</summary>
    /// <exception cref="UsageException">There is no such user, it is root, or this process may not become another.</exception>
    /// <exception cref="IOException">The system did not do it, or not wholly. The process must end.</exception>
    public static void Drop(string user)
    {
        if (!OperatingSystem.IsLinux()) throw new UsageException("--user is supported on Linux only");
        var (id, group) = Find(user);
        if (id == 0) throw new UsageException("--user wants another user than root");
        if (GetEffectiveUser() != 0)
            throw new UsageException("--user is for a tap that root starts; with the capability CAP_NET_RAW alone there is nothing else to drop");

        // In this order: each takes the right to do the ones before it. libc does them for all threads of the process, the kernel takes the capabilities.
        Do(SetGroups(1, [group]), "setgroups");
        Do(SetGroup(group), "setgid");
        Do(SetUser(id), "setuid");
        if (SetUser(0) == 0) throw new IOException($"the privileges could not be dropped: root could be had again. {Remedy}");
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task")) Check(thread, id, group);
    }

    /// <summary>That the kernel says the same of a thread.</summary>
    private static void Check(string thread, uint id, uint group)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(thread, "status"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return; // it has ended
        }

        CheckAll(lines, "Uid:", $"{id}");
        CheckAll(lines, "Gid:", $"{group}");
        CheckAll(lines, "Groups:", $"{group}");
        foreach (var set in (ReadOnlySpan<string>)["CapInh:", "CapPrm:", "CapEff:", "CapAmb:"]) CheckAll(lines, set, "0000000000000000");
    }

    private static void CheckAll(string[] lines, string field, string expected)
    {
        var line = Array.Find(lines, line => line.StartsWith(field, StringComparison.Ordinal));
        var values = line?[field.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (values is null || Array.Exists(values, value => value != expected))
            throw new IOException($"the privileges could not be dropped: expected {field} {expected}, found '{line}'. {Remedy}");
    }

    private static (uint User, uint Group) Find(string name)
    {
        // struct passwd begins: char *pw_name, char *pw_passwd, uid_t pw_uid, gid_t pw_gid (glibc and musl, all architectures).
        var entry = GetPasswordEntry(name);
        if (entry == IntPtr.Zero) throw new UsageException($"there is no user '{name}'");
        var id = 2 * IntPtr.Size;
        return ((uint)Marshal.ReadInt32(entry, id), (uint)Marshal.ReadInt32(entry, id + sizeof(uint)));
    }

    private static void Do(int result, string call)
    {
        if (result != 0) throw new IOException($"the privileges could not be dropped: {call}: {Marshal.GetLastPInvokeErrorMessage()}. {Remedy}");
    }

    [DllImport("libc", EntryPoint = "getpwnam")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr GetPasswordEntry([MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetEffectiveUser();

    [DllImport("libc", EntryPoint = "setgroups", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetGroups(nuint count, uint[] groups);

    [DllImport("libc", EntryPoint = "setgid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetGroup(uint group);

    [DllImport("libc", EntryPoint = "setuid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetUser(uint user);
}
