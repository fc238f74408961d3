/** What this page was built from; the server says in /platform/v1/instance which build it serves. */
declare const buildIdOfPage: string;
