using System.IO.Enumeration;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>Looks at all session files of a folder, on all processors while their names are still being read.</summary>
internal sealed class SessionFolderScanner
{
    private const int FilesInAPart = 64;
    private const int PartsWorthThreads = 4;
    private const int MostThreads = 8;

    private readonly string folder;
    private readonly int descriptor;
    private readonly List<Part> parts = [];
    private readonly CancellationToken cancellation;
    private int taken;
    private bool complete;

    private SessionFolderScanner(string folder, int descriptor, CancellationToken cancellation) =>
        (this.folder, this.descriptor, this.cancellation) = (folder, descriptor, cancellation);

    /// <summary>Looks at a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extension">How the names of the files end that it looks at.</param>
    /// <param name="take">Gets each file, one after the other: its path, and what a hurried look found; null when it takes a closer one.</param>
    /// <param name="cancellation">Stops between two files.</param>
    public static void Run(string folder, string extension, Action<string, SessionInfo?> take, CancellationToken cancellation)
    {
        var opened = OperatingSystem.IsLinux() ? LibC.Open(folder, LibC.CloseOnExecute, 0) : -1;
        try
        {
            var peek = new SessionFolderScanner(folder, opened, cancellation);
            peek.Read(extension);
            cancellation.ThrowIfCancellationRequested();
            foreach (var part in peek.parts)
            {
                for (var i = 0; i < part.Count; i++)
                    take(Path.Join(folder, part.Names[i]), part.Found[i]);
            }
        }
        finally
        {
            if (opened >= 0)
                _ = LibC.Close(opened);
        }
    }

    private void Read(string extension)
    {
        var names = new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString(), new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
        {
            ShouldIncludePredicate = (ref entry) => entry.FileName.EndsWith(extension, StringComparison.Ordinal) && !entry.IsDirectory,
        };
        var threads = new List<Thread>();
        try
        {
            var part = new Part();
            foreach (var name in names)
            {
                part.Names[part.Count++] = name;
                if (part.Count < FilesInAPart)
                    continue;
                Add(part);
                part = new Part();
                if (parts.Count == PartsWorthThreads)
                    Start(threads);
            }

            Add(part);
        }
        finally
        {
            lock (parts)
            {
                complete = true;
                Monitor.PulseAll(parts);
            }
        }

        Work();
        foreach (var thread in threads)
            thread.Join();
    }

    private void Start(List<Thread> threads)
    {
        for (var i = 1; i < Math.Min(Environment.ProcessorCount, MostThreads); i++)
        {
            var thread = new Thread(Work);
            threads.Add(thread);
            thread.Start();
        }
    }

    private void Add(Part part)
    {
        lock (parts)
        {
            parts.Add(part);
            Monitor.Pulse(parts);
        }
    }

    private void Work()
    {
        var buffer = new byte[2 * SessionInfoReader.Block];
        while (Next() is { } part)
        {
            for (var i = 0; i < part.Count; i++)
                part.Found[i] = descriptor < 0 ? null : SessionInfoReader.TryRead(descriptor, part.Names[i], buffer);
        }
    }

    private Part? Next()
    {
        lock (parts)
        {
            while (taken == parts.Count && !complete)
                Monitor.Wait(parts);
            return taken < parts.Count && !cancellation.IsCancellationRequested ? parts[taken++] : null;
        }
    }

    /// <summary>Some files that one thread looks at.</summary>
    private sealed class Part
    {
        public string[] Names { get; } = new string[FilesInAPart];

        public SessionInfo?[] Found { get; } = new SessionInfo?[FilesInAPart];

        public int Count { get; set; }
    }
}
